import { Clock, X } from "lucide-preact";
import { useState } from "preact/hooks";

import { useWorld } from "../../../kernel/world";
import { Button, IconButton } from "../../../ui/Button";
import { t } from "../messages";
import { forget, recent, remember } from "../model/recent";
import css from "./Recent.module.css";

/** What the reader looked for last. */
export function Recent() {
  const { drafts } = useWorld();
  const [all, setAll] = useState(recent(drafts));
  if (all.length === 0) return null;
  const without = (text: string | null) => {
    if (text === null) remember(drafts, null);
    else forget(drafts, text);
    setAll(recent(drafts));
  };
  return (
    <section aria-labelledby="recent">
      <div class={css.head}>
        <h2 id="recent">{t("search.recent")}</h2>
        <Button size="small" kind="quiet" onClick={() => without(null)}>
          {t("search.forget")}
        </Button>
      </div>
      <ul class={css.list}>
        {all.map((text) => (
          <li key={text} class={css.one}>
            <a class={css.link} href={`/search?${new URLSearchParams({ q: text })}`} dir="auto">
              <Clock size={16} aria-hidden="true" />
              <span>{text}</span>
            </a>
            <IconButton icon={X} label={t("search.forgetOne", { text })} onClick={() => without(text)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
