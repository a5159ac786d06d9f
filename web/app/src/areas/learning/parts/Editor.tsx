import { Plus } from "lucide-preact";
import { useRef, useState } from "preact/hooks";

import { ApiError } from "../../../kernel/api";
import { messageOf } from "../../../kernel/errors";
import { t as shared } from "../../../kernel/messages";
import { href, navigate, useLeaveGuard } from "../../../kernel/router";
import { toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button, LinkButton } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { askFirst } from "../../../ui/Dialog";
import { keys } from "../keys";
import { t } from "../messages";
import { type QuizDraft, draftOfQuestion, quizOf } from "../model/quizDraft";
import { problems } from "../model/quizProblems";
import { type QuizWrite, requests } from "../requests";
import { SheetReader } from "../../../shared/questions/SheetReader";
import css from "./Editor.module.css";
import { More } from "./More";
import { QuestionEditor } from "./QuestionEditor";
import { Settings, Texts } from "./Settings";
import { useQuizDraft } from "./useQuizDraft";

/** What is in the way of saving; `question` is the place of the question that it is about. */
interface Complaint {
  question: number | null;
  text: string;
}

const stays = () => {
  toast(t("quiz.kept"));
  return true;
};

/** Where a quiz is written or changed. What is typed stays on this device until it is saved. */
export function Editor({ id, base }: { id: string | null; base: QuizDraft }) {
  const { cache } = useWorld();
  const draft = useQuizDraft(id, base);
  const { quiz } = draft;
  const [complaints, setComplaints] = useState<readonly Complaint[]>([]);
  const [busy, setBusy] = useState(false);
  const list = useRef<HTMLOListElement>(null);
  const failure = useRef<HTMLDivElement>(null);
  useLeaveGuard(draft.dirty, stays);

  function focusQuestion(place: number) {
    requestAnimationFrame(() => list.current?.children[place]?.querySelector("textarea")?.focus());
  }

  function add() {
    draft.add();
    focusQuestion(quiz.questions.length);
  }

  function tell(found: readonly Complaint[]) {
    setComplaints(found);
    requestAnimationFrame(() => failure.current?.scrollIntoView({ block: "center" }));
  }

  async function send(status: QuizWrite["status"]) {
    const found = problems(quiz);
    if (found.length > 0) {
      return tell(found.map(({ question, key }) => ({ question, text: t(`quiz.problem.${key}`) })));
    }
    setComplaints([]);
    setBusy(true);
    try {
      const body = quizOf(quiz, status);
      const saved =
        id === null
          ? await requests.createQuiz(body, draft.keyFor(JSON.stringify(body)))
          : await requests.updateQuiz(id, body);
      draft.drop();
      cache.setQueryData(keys.quiz(saved.id), saved);
      void cache.invalidateQueries({ queryKey: keys.list });
      void cache.invalidateQueries({ queryKey: keys.results(saved.id) });
      toast(t(status === "DRAFT" ? "quiz.savedDraft" : quiz.status === "PUBLISHED" ? "quiz.savedChanges" : "quiz.published"));
      await navigate(href("/quizzes/:id", { id: saved.id }), { replace: true, force: true });
    } catch (error) {
      tell(refusals(error));
    } finally {
      setBusy(false);
    }
  }

  async function discard() {
    const words = { title: t("quiz.discardTitle"), text: t("quiz.discardText") };
    const sure = await askFirst({ ...words, confirm: t("quiz.discard"), cancel: shared("app.cancel") });
    if (sure) draft.drop();
  }

  return (
    <form class={css.editor} noValidate onSubmit={(event) => event.preventDefault()} aria-busy={busy}>
      {draft.found && (
        <p class={css.found}>
          {t("quiz.foundDraft")} <LinkButton onClick={() => void discard()}>{t("quiz.discard")}</LinkButton>
        </p>
      )}
      <Card>
        <Texts quiz={quiz} set={draft.set} />
        <Settings quiz={quiz} set={draft.set} />
      </Card>
      <ol ref={list} class={css.questions} aria-label={t("quiz.questions")}>
        {quiz.questions.map((question, place) => (
          <QuestionEditor
            key={question.key}
            question={question}
            place={place}
            last={place === quiz.questions.length - 1}
            acts={draft.questions}
          />
        ))}
      </ol>
      <Button onClick={add}>
        <Plus size={18} aria-hidden="true" />
        {t("quiz.addQuestion")}
      </Button>
      <More title={t("quiz.fromSheet")}>
        <SheetReader
          onQuestions={(found) => {
            draft.append(found.map((question) => draftOfQuestion(question)));
            toast(t("quiz.sheetAdded", { count: found.length }));
          }}
        />
      </More>
      <div ref={failure} class={css.complaints} role="alert">
        {complaints.length > 0 && (
          <ul>
            {complaints.map(({ question, text }) => (
              <li key={`${question} ${text}`}>
                {question === null ? (
                  text
                ) : (
                  <LinkButton onClick={() => focusQuestion(question)}>
                    {t("quiz.problem.at", { n: question + 1, text })}
                  </LinkButton>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
      <div class={css.foot}>
        <span class={css.state} role="status">
          {draft.dirty && t("quiz.keptHere")}
        </span>
        <Actions end>
          <Button aria-disabled={busy} onClick={() => !busy && void send("DRAFT")}>
            {t("quiz.saveDraft")}
          </Button>
          <Button kind="primary" aria-disabled={busy} onClick={() => !busy && void send("PUBLISHED")}>
            {quiz.status === "PUBLISHED" ? shared("app.save") : t("quiz.publish")}
          </Button>
        </Actions>
      </div>
    </form>
  );
}

/** What the server has against a quiz. */
function refusals(error: unknown): Complaint[] {
  if (!(error instanceof ApiError) || error.errors.length === 0) {
    const inUse = error instanceof ApiError && error.code === "quiz_in_use";
    return [{ question: null, text: inUse ? t("quiz.inUse") : messageOf(error) }];
  }
  return error.errors.map(({ field, message }) => {
    const place = /^questions\.(\d+)/.exec(field)?.[1];
    return { question: place === undefined ? null : Number(place), text: message };
  });
}
