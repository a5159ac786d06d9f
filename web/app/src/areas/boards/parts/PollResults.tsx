import { number } from "../../../kernel/i18n";
import { Bars } from "../../../ui/Bars";
import { OptionMark } from "../../../ui/Shape";
import { t } from "../messages";
import type { Poll } from "../requests";
import css from "./Polls.module.css";

const MOST_SHOWN = 40;

/** What was voted so far, each option in its place. */
export function PollResults({ poll }: { poll: Poll }) {
  const total = <p class={css.hint}>{t("poll.total", { count: poll.total })}</p>;
  if (poll.kind === "WORDCLOUD") {
    return (
      <div class={css.results}>
        <Cloud poll={poll} />
        {total}
      </div>
    );
  }
  const choice = poll.kind === "CHOICE";
  const bars = poll.counts.map((count, place) => ({
    name: choice ? (poll.options[place] ?? "") : number(place + 1),
    mark: choice && <OptionMark place={place} />,
    count,
  }));
  return (
    <div class={css.results}>
      <Bars label={t("poll.results")} bars={bars} />
      {total}
    </div>
  );
}

/** Words in the size of their frequency; the count stands beside each for those who cannot compare. */
function Cloud({ poll: { words, counts } }: { poll: Poll }) {
  const most = Math.max(1, ...counts);
  return (
    <ul class={css.cloud} aria-label={t("poll.results")}>
      {words.slice(0, MOST_SHOWN).map((word, place) => (
        <li key={word} style={{ "--weight": (counts[place] ?? 0) / most }}>
          <span dir="auto">{word}</span>
          <span class={css.count}>{number(counts[place] ?? 0)}</span>
        </li>
      ))}
    </ul>
  );
}
