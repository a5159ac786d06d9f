import { Search as Lens } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";

import { Button } from "../../../ui/Button";
import { t } from "../messages";
import css from "./Ask.module.css";

const PAUSE = 350;

interface AskProps {
  q: string;
  /** `sure` when the writer has pressed Enter or the button, and not only paused. */
  onAsk: (q: string, sure: boolean) => void;
}

/** The field of the search: it asks when the writer pauses. */
export function Ask({ q, onAsk }: AskProps) {
  const [text, setText] = useState(q);
  useEffect(() => setText(q), [q]);
  useEffect(() => {
    if (text.trim() === q) return;
    const timer = setTimeout(() => onAsk(text.trim(), false), PAUSE);
    return () => clearTimeout(timer);
  }, [text, q]);
  return (
    <form
      class={css.ask}
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onAsk(text.trim(), true);
      }}
    >
      <label class={css.field}>
        <Lens size={18} aria-hidden="true" />
        <span class="visually-hidden">{t("search.label")}</span>
        <input
          type="search"
          name="q"
          placeholder={t("search.label")}
          maxLength={200}
          dir="auto"
          autofocus
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <Button kind="primary" type="submit">
        {t("search.go")}
      </Button>
    </form>
  );
}
