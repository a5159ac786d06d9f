import { FileQuestion } from "lucide-preact";

import { ButtonLink } from "../../../ui/Button";
import { Empty } from "../../../ui/States";
import { t } from "../messages";

/** Where a quiz was, or is not for this reader. */
export function QuizGone() {
  return (
    <Empty icon={FileQuestion} title={t("quiz.gone")} hint={t("quiz.goneHint")}>
      <ButtonLink href="/quizzes">{t("quiz.list")}</ButtonLink>
    </Empty>
  );
}
