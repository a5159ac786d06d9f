import { useMemo } from "preact/hooks";

import { type PageProps, href } from "../../../kernel/router";
import { Page } from "../../../ui/Page";
import { Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { draftOfQuiz } from "../model/quizDraft";
import { Editor } from "../parts/Editor";
import { QuizGone } from "../parts/QuizGone";
import { useQuiz } from "../parts/useQuiz";
import type { QuizRead } from "../requests";

/** Change a quiz. */
export default function EditQuizPage({ params: { id } }: PageProps<"/quizzes/:id/edit">) {
  const { data: quiz, error, isPending, refetch } = useQuiz(id);
  return (
    <Page title={t("quiz.edit")} back={{ href: href("/quizzes/:id", { id }), label: t("quiz.back") }}>
      {isPending && <Skeletons count={1} shape="post" />}
      {quiz === undefined && error !== null && (
        <Trouble title={t("quiz.error")} error={error} retry={() => void refetch()} />
      )}
      {quiz != null && quiz.canEdit && <Loaded quiz={quiz} />}
      {(quiz === null || quiz?.canEdit === false) && <QuizGone />}
    </Page>
  );
}

function Loaded({ quiz }: { quiz: QuizRead }) {
  const base = useMemo(() => draftOfQuiz(quiz), [quiz.id]);
  return <Editor id={quiz.id} base={base} />;
}
