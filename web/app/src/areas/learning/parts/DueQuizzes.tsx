import { useInfiniteQuery } from "@tanstack/preact-query";

import { inLanguage } from "../../../kernel/i18n";
import { href } from "../../../kernel/router";
import { day, now } from "../../../kernel/time";
import { useWorld } from "../../../kernel/world";
import { Panel, PanelLine } from "../../../ui/Panel";
import { learning, quizzesQuery } from "../learning";
import { t } from "../messages";
import { due } from "../model/standing";

const MOST = 3;

/** Quizzes that the reader may take now and has not begun, the next to close first. */
export function DueQuizzes() {
  const world = useWorld();
  learning(world);
  const { data } = useInfiniteQuery(quizzesQuery);
  const quizzes = due(data?.pages.flatMap((page) => page.data) ?? [], now.value);
  if (quizzes.length === 0) return null;
  return (
    <Panel title={t("quiz.due")} href="/quizzes">
      {quizzes.slice(0, MOST).map(({ id, title, titleKh, closesAt, questionCount }) => (
        <PanelLine
          key={id}
          href={href("/quizzes/:id", { id })}
          note={closesAt === null ? t("quiz.questionCount", { count: questionCount }) : t("quiz.until", { time: day(closesAt) })}
        >
          {inLanguage(title, titleKh)}
        </PanelLine>
      ))}
    </Panel>
  );
}
