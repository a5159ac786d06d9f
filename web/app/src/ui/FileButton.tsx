import { useRef } from "preact/hooks";

import { Button } from "./Button";

interface FileButtonProps {
  label: string;
  /** What is taken, as the attribute of the field says it; anything when left out. */
  accept?: string;
  disabled?: boolean;
  onFile: (file: File) => void;
  "data-kind"?: string;
}

/** A button that asks for a file: the browser's own field speaks the language of the browser. */
export function FileButton({ label, accept, disabled, onFile, ...rest }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button disabled={disabled} onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        class="visually-hidden"
        type="file"
        accept={accept}
        disabled={disabled}
        aria-label={label}
        tabIndex={-1}
        {...rest}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          // The same file once more, after its mistake was corrected, is a change again.
          currentTarget.value = "";
          if (file !== undefined) onFile(file);
        }}
      />
    </>
  );
}
