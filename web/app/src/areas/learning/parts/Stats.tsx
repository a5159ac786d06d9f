import { useQuery } from "@tanstack/preact-query";

import { inLanguage, number } from "../../../kernel/i18n";
import type { Question } from "../../../shared/questions/answers";
import { Distribution } from "../../../shared/questions/Figures";
import { Card, Chip } from "../../../ui/Card";
import { Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { shownQuestions } from "../model/results";
import { type QuizRead, type QuizStats, requests } from "../requests";
import css from "./Stats.module.css";

/** From here on a question tells those who know from those who do not; below the second it hardly does. */
const TELLS = 0.3;
const HARDLY = 0.1;

const percent = (share: number) => t("quiz.score", { count: Math.round(share * 100) });

/** How hard the questions were, and what was answered; for who may edit the quiz. */
export function Stats({ quiz }: { quiz: QuizRead }) {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: keys.stats(quiz.id),
    queryFn: () => requests.stats(quiz.id),
  });
  return (
    <Card aria-labelledby="stats">
      <h2 id="stats">{t("quiz.stats")}</h2>
      {isPending && <Skeletons count={2} shape="row" />}
      {data === undefined && error !== null && (
        <Trouble title={t("quiz.statsError")} error={error} retry={() => void refetch()} />
      )}
      {data?.attempts === 0 && <p class={css.soft}>{t("quiz.noStats")}</p>}
      {data !== undefined && data.attempts > 0 && <Figures quiz={quiz} stats={data} />}
    </Card>
  );
}

function Figures({ quiz, stats }: { quiz: QuizRead; stats: QuizStats }) {
  const byId = new Map(shownQuestions(quiz).map((question) => [question.id, question]));
  const { attempts, meanScore, medianScore, passRate } = stats;
  const figures = [
    [t("quiz.statsPeople"), number(attempts)],
    [t("quiz.statsMean"), meanScore === null ? null : percent(meanScore / 100)],
    [t("quiz.statsMedian"), medianScore === null ? null : percent(medianScore / 100)],
    [t("quiz.statsPassed"), passRate === null ? null : percent(passRate)],
  ] as const;
  return (
    <>
      <p class={css.soft}>{t("quiz.statsHint")}</p>
      <dl class={css.figures}>
        {figures.map(
          ([name, value]) =>
            value !== null && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      <ol class={css.items}>
        {stats.items.map((item, place) => {
          const question = byId.get(item.questionId);
          return question && <Item key={item.questionId} question={question} item={item} place={place} />;
        })}
      </ol>
    </>
  );
}

interface ItemProps {
  question: Question;
  item: QuizStats["items"][number];
  place: number;
}

function Item({ question, item: { answered, difficulty, discrimination, distribution }, place }: ItemProps) {
  return (
    <li class={css.item} data-question={question.id}>
      <p class={css.place}>{t("quiz.question", { n: place + 1 })}</p>
      <h3 dir="auto">{inLanguage(question.text, question.textKh)}</h3>
      <p class={css.chips}>
        <Chip>{t("quiz.statsAnswered", { count: answered })}</Chip>
        {difficulty !== null && <Chip kind="calm">{t("quiz.statsDifficulty", { count: Math.round(100 * difficulty) })}</Chip>}
        {discrimination !== null && <Discrimination value={discrimination} />}
      </p>
      <Distribution question={question} bars={distribution} />
    </li>
  );
}

/** How well a question tells those who know from those who do not. */
function Discrimination({ value }: { value: number }) {
  if (value >= TELLS) return <Chip kind="live">{t("quiz.tells.well")}</Chip>;
  if (value >= HARDLY) return <Chip>{t("quiz.tells.some")}</Chip>;
  return <Chip kind="warn">{t("quiz.tells.not")}</Chip>;
}
