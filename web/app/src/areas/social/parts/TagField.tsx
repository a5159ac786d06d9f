import { X } from "lucide-preact";
import { useId, useRef, useState } from "preact/hooks";

import { announce } from "../../../kernel/toast";
import { normaliseTag } from "../../../ui/text";
import { t } from "../messages";
import css from "./TagField.module.css";

const MOST = 10;

interface TagFieldProps {
  tags: readonly string[];
  onTags: (tags: string[]) => void;
  /** What is written and not a hashtag yet; the form holds it, so that sending can take it. */
  written: string;
  onWritten: (text: string) => void;
}

/** The hashtags with those that are written, or the name of the message that says why not. */
export function withWritten(
  tags: readonly string[],
  written: string,
): { tags: string[] } | { refusal: "compose.tagInvalid" | "compose.tagMany" } {
  const all = [...tags];
  for (const word of written.split(/[\s,]+/).filter(Boolean)) {
    const tag = normaliseTag(word);
    if (tag === null) return { refusal: "compose.tagInvalid" };
    if (all.includes(tag)) continue;
    if (all.length >= MOST) return { refusal: "compose.tagMany" };
    all.push(tag);
  }
  return { tags: all };
}

/**
 * A field that turns words into hashtags: Enter, a comma or a blank ends one, Backspace in the empty
 * field takes the last one back.
 */
export function TagField({ tags, onTags, written, onWritten }: TagFieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [refusal, setRefusal] = useState<"compose.tagInvalid" | "compose.tagMany" | null>(null);

  function take(text: string) {
    const found = withWritten(tags, text);
    if ("refusal" in found) {
      setRefusal(found.refusal);
      onWritten(text);
      return;
    }
    onTags(found.tags);
    onWritten("");
  }

  function onInput(text: string) {
    setRefusal(null);
    if (/[\s,]/.test(text)) take(text);
    else onWritten(text);
  }

  function onKeyDown(event: KeyboardEvent) {
    // Enter also ends a word of an input method, which is not for us.
    if (event.key === "Enter" && !event.isComposing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      take(written);
    } else if (event.key === "Backspace" && written === "" && tags.length > 0) {
      announce(t("compose.tagRemove", { tag: tags.at(-1) ?? "" }));
      onTags(tags.slice(0, -1));
    }
  }

  return (
    <div class={css.field}>
      <ul class={css.tags} aria-label={t("compose.tags")}>
        {tags.map((tag) => (
          <li key={tag} class={css.tag}>
            #{tag}
            <button
              type="button"
              class={css.remove}
              aria-label={t("compose.tagRemove", { tag })}
              onClick={() => {
                onTags(tags.filter((other) => other !== tag));
                input.current?.focus();
              }}
            >
              <X size={14} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
      <input
        ref={input}
        class={css.input}
        type="text"
        autocomplete="off"
        autocapitalize="off"
        maxLength={60}
        hidden={tags.length >= MOST}
        placeholder={t("compose.tagsPrompt")}
        aria-label={t("compose.tagsPrompt")}
        aria-describedby={id}
        value={written}
        onInput={(event) => onInput(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={() => take(written)}
      />
      <p class={css.error} id={id} role="alert">
        {refusal && t(refusal)}
      </p>
    </div>
  );
}
