import { Check } from "lucide-preact";
import { useState } from "preact/hooks";

import { number } from "../../../kernel/i18n";
import { moment } from "../../../kernel/time";
import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { t } from "../messages";
import { type Post, requests } from "../requests";
import { social } from "../social";
import css from "./Parts.module.css";

/** A poll: what can be chosen, what was, and how many chose it once one has voted. */
export function PollPart({ post, poll }: { post: Post; poll: NonNullable<Post["poll"]> }) {
  const { posts } = social(useWorld());
  const [busy, setBusy] = useState(false);
  const chosen = poll.options.filter(({ mine }) => mine).map(({ id }) => id);

  async function choose(id: number) {
    if (busy || poll.closed) return;
    setBusy(true);
    try {
      const others = poll.multiple ? chosen.filter((one) => one !== id) : [];
      await requests.vote(post.id, chosen.includes(id) ? others : [...others, id]);
      await posts.load(post.id);
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <section class={css.poll} aria-label={t("poll.label")} aria-busy={busy}>
      <ul class={css.options}>
        {poll.options.map(({ id, text, votes, mine }) => {
          const share = votes === null || poll.votersCount === 0 ? 0 : votes / poll.votersCount;
          return (
            <li key={id}>
              <button
                type="button"
                class={css.option}
                aria-pressed={mine}
                aria-disabled={poll.closed}
                onClick={() => void choose(id)}
              >
                <span class={css.bar} style={{ inlineSize: `${Math.round(share * 100)}%` }} />
                <span class={css.optionText} dir="auto">
                  {mine && <Check size={16} aria-hidden="true" />}
                  {text}
                </span>
                {votes !== null && <span class={css.votes}>{number(votes)}</span>}
              </button>
            </li>
          );
        })}
      </ul>
      <p class={css.note}>
        {t("poll.voters", { count: poll.votersCount })}
        {poll.multiple && !poll.closed && ` · ${t("poll.multiple")}`}
        {poll.closed && ` · ${t("poll.closed")}`}
        {!poll.closed && poll.closesAt !== null && ` · ${t("poll.until", { at: moment(poll.closesAt) })}`}
      </p>
    </section>
  );
}
