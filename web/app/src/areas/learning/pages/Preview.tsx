import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { fail } from "../../../kernel/toast";
import { type PageProps, href } from "../../../kernel/router";
import { Button } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { Results } from "../parts/Results";
import { SheetQuestion } from "../parts/SheetQuestion";
import { type Answers, type PreviewResult, type QuizPreview, requests } from "../requests";

/** A quiz as a pupil sees it. Nothing is recorded. */
export default function PreviewPage({ params: { id } }: PageProps<"/quizzes/:id/preview">) {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: keys.preview(id),
    queryFn: () => requests.preview(id),
  });
  return (
    <Page title={t("quiz.preview")} lead={t("quiz.previewLead")} back={{ href: href("/quizzes/:id", { id }), label: t("quiz.back") }}>
      {isPending && <Skeletons count={1} shape="post" />}
      {error !== null && <Trouble title={t("quiz.error")} error={error} retry={() => void refetch()} />}
      {data && <Trial quiz={data} />}
    </Page>
  );
}

function Trial({ quiz: { id, questions } }: { quiz: QuizPreview }) {
  const [answers, setAnswers] = useState<Answers>({});
  const [result, setResult] = useState<PreviewResult | null>(null);

  async function attempt() {
    try {
      setResult(await requests.tryAnswers(id, answers));
      window.scrollTo({ top: 0 });
    } catch (error) {
      fail(error);
    }
  }

  function again() {
    setAnswers({});
    setResult(null);
  }

  if (result !== null) {
    return (
      <>
        <Card>
          <h2>{t("quiz.solutions")}</h2>
          <p role="status">
            {t("quiz.score", { count: Math.round(result.score * 10) / 10 })}
            {result.passed !== null && ` · ${t(result.passed ? "quiz.passed" : "quiz.failed")}`}
          </p>
          <Actions>
            <Button onClick={again}>{t("quiz.tryAgain")}</Button>
          </Actions>
        </Card>
        <Results questions={questions} items={result.items} />
      </>
    );
  }
  return (
    <>
      <ol aria-label={t("quiz.questions")} style={{ display: "grid", gap: "var(--space-4)" }}>
        {questions.map((question, place) => (
          <SheetQuestion
            key={question.id}
            question={question}
            place={place}
            total={questions.length}
            saved={null}
            answered={question.id in answers}
            give={(answer) =>
              setAnswers((before) => {
                const { [question.id]: _, ...others } = before;
                return answer === null ? others : { ...others, [question.id]: answer };
              })
            }
          />
        ))}
      </ol>
      <Actions>
        <Button kind="primary" onClick={() => void attempt()}>
          {t("quiz.tryAnswers")}
        </Button>
      </Actions>
    </>
  );
}
