import { useRef, useState } from "preact/hooks";

import { randomUuid } from "../../../kernel/api";
import { ago } from "../../../kernel/time";
import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { Area } from "../../../ui/Field";
import { keys } from "../keys";
import { t } from "../messages";
import css from "../pages/Coursework.module.css";
import { type SubmissionRead, requests } from "../requests";

/** What a student and those who teach them write to each other beside a submission. */
export function Thread({ workId, mine }: { workId: string; mine: SubmissionRead }) {
  const { cache } = useWorld();
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const key = useRef(randomUuid());
  async function send() {
    setBusy(true);
    try {
      await requests.comment(workId, mine.id, { body: text.trim() }, key.current);
      key.current = randomUuid();
      setText("");
      await cache.invalidateQueries({ queryKey: keys.submission(workId, mine.id) });
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Card aria-label={t("thread.title")}>
      <h2>{t("thread.title")}</h2>
      <p class={css.note}>{t("thread.lead")}</p>
      <ul class={css.list}>
        {mine.comments.map((one) => (
          <li key={one.id}>
            <p class={css.line}>
              <b dir="auto">{one.author?.name ?? t("thread.student")}</b>
              <span class={css.note}>{ago(one.createdAt)}</span>
            </p>
            <p class={css.words} dir="auto">
              {one.body}
            </p>
          </li>
        ))}
      </ul>
      <form
        class={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && text.trim() !== "") void send();
        }}
      >
        <Area label={t("thread.write")} placeholder={t("thread.write")} size="small" maxLength={2000} value={text} onText={setText} />
        <Actions end>
          <Button type="submit" aria-disabled={busy || text.trim() === ""}>
            {t("thread.send")}
          </Button>
        </Actions>
      </form>
    </Card>
  );
}
