import { useQuery } from "@tanstack/preact-query";

import { number } from "../../../kernel/i18n";
import { Bars } from "../../../ui/Bars";
import { Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { requests } from "../requests";
import css from "./Survey.module.css";

/** What was answered: figures come in steps of five answers, so that none shows one person. */
export function Results({ id }: { id: string }) {
  // No event tells of an answer: whoever looks again reads again.
  const { data, error, isPending, refetch } = useQuery({
    queryKey: keys.summary(id),
    queryFn: () => requests.summary(id),
    staleTime: 0,
  });
  if (isPending) return <Skeletons count={1} shape="row" />;
  if (data === undefined) return <Trouble title={t("error")} error={error} retry={() => void refetch()} />;
  const { responses, counted, mean, netPromoterScore, distribution, comments } = data;
  const total = (
    <p class={css.hint} role="status" data-total>
      {t("responses", { count: responses, counted })}
    </p>
  );
  if (distribution === null || mean === null) {
    return (
      <div class={css.results}>
        {total}
        <p class={css.thanks}>{t("tooFew")}</p>
      </div>
    );
  }
  return (
    <div class={css.results}>
      <p>{t("mean", { mean })}</p>
      {netPromoterScore !== null && <p>{t("netPromoterScore", { score: netPromoterScore })}</p>}
      <Bars
        label={t("results")}
        bars={distribution.map(({ score, count }) => ({ name: number(score), count }))}
      />
      {comments !== null && comments.length > 0 && (
        <>
          <h3>{t("comments")}</h3>
          <ul class={css.comments}>
            {comments.map((comment, place) => (
              <li key={place} dir="auto">
                {comment}
              </li>
            ))}
          </ul>
        </>
      )}
      {total}
    </div>
  );
}
