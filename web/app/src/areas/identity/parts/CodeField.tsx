import { useState } from "preact/hooks";

import { Button } from "../../../ui/Button";
import { Labelled } from "../../../ui/Field";
import field from "../../../ui/Field.module.css";
import { t } from "../messages";

/** A code as it is printed, from what somebody typed; null where it cannot be one. */
export function asCode(typed: string): string | null {
  const plain = typed.normalize("NFKC").toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  if (!/^[0-9A-HJKMNP-TV-Z]{12}$/.test(plain)) return null;
  return `${plain.slice(0, 4)}-${plain.slice(4, 8)}-${plain.slice(8)}`;
}

interface CodeFieldProps {
  typed: string;
  onType: (typed: string) => void;
  onGo: () => void;
}

/** Where a code is typed as it stands on the paper. */
export function CodeField({ typed, onType, onGo }: CodeFieldProps) {
  const [wrong, setWrong] = useState(false);
  function go(event: Event) {
    event.preventDefault();
    const fits = asCode(typed) !== null;
    setWrong(!fits);
    if (fits) onGo();
  }
  return (
    <form class={field.form} onSubmit={go}>
      <Labelled label={t("claim.code")} hint={t("claim.codeHint")} error={wrong ? t("claim.noCode") : null}>
        {(control) => (
          <input
            {...control}
            class={field.input}
            name="code"
            value={typed}
            onInput={(event) => onType(event.currentTarget.value)}
            autocapitalize="characters"
            autocomplete="off"
            spellcheck={false}
            maxLength={40}
            required
          />
        )}
      </Labelled>
      <Button kind="primary" size="wide" type="submit">
        {t("claim.go")}
      </Button>
    </form>
  );
}
