import { CalendarDays, MapPin } from "lucide-preact";
import { useState } from "preact/hooks";

import { number } from "../../../kernel/i18n";
import { moment } from "../../../kernel/time";
import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { t } from "../messages";
import { type Post, type RsvpStatus, requests } from "../requests";
import { social } from "../social";
import css from "./Parts.module.css";

const ANSWERS: readonly RsvpStatus[] = ["GOING", "MAYBE", "NO"];

/** An event: when, where, and who comes. */
export function EventPart({ post, event }: { post: Post; event: NonNullable<Post["event"]> }) {
  const { posts } = social(useWorld());
  const [busy, setBusy] = useState(false);

  async function answer(status: RsvpStatus) {
    if (busy) return;
    setBusy(true);
    try {
      await requests.rsvp(post.id, status);
      await posts.load(post.id);
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  }

  const times = [event.startsAt, ...(event.endsAt === null ? [] : [event.endsAt])];
  return (
    <section class={css.event} aria-label={t("event.label")} aria-busy={busy}>
      <p class={css.fact}>
        <CalendarDays size={18} aria-hidden="true" />
        {times.map(moment).join(" – ")}
      </p>
      {event.place !== null && (
        <p class={css.fact} dir="auto">
          <MapPin size={18} aria-hidden="true" />
          {event.place}
        </p>
      )}
      <div class={css.answers}>
        {ANSWERS.map((status) => (
          <button
            key={status}
            type="button"
            class={css.answer}
            aria-pressed={event.mine === status}
            onClick={() => void answer(status)}
          >
            {t(`event.${status}`)}
            {(event.counts[status] ?? 0) > 0 && <span>{number(event.counts[status] ?? 0)}</span>}
          </button>
        ))}
      </div>
    </section>
  );
}
