import { useMemo } from "preact/hooks";

import { Page } from "../../../ui/Page";
import { t } from "../messages";
import { newQuiz } from "../model/quizDraft";
import { Editor } from "../parts/Editor";

/** Write a quiz. */
export default function NewQuizPage() {
  const base = useMemo(newQuiz, []);
  return (
    <Page title={t("quiz.new")} lead={t("quiz.newLead")} back={{ href: "/quizzes", label: t("quiz.list") }}>
      <Editor id={null} base={base} />
    </Page>
  );
}
