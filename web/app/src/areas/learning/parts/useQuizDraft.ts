import { useCallback, useRef, useState } from "preact/hooks";

import { randomUuid } from "../../../kernel/api";
import { useWorld } from "../../../kernel/world";
import { type QuizDraft, newQuestion, shifted } from "../model/quizDraft";
import type { DraftQuestion } from "../model/quizDraft";

/**
 * What is kept on the device. `key` belongs to the content until it is saved, so that sending it
 * again after a lost answer does not create a second quiz; changed content is another one.
 */
interface Kept {
  quiz: QuizDraft;
  key: string;
  sent: string;
}

/** Changes of the questions; the same object at every drawing. */
export interface QuestionActs {
  change: (key: string, fields: Partial<DraftQuestion>) => void;
  move: (key: string, by: number) => void;
  remove: (key: string) => void;
}

/** The quiz that is being written: kept on this device until it is saved or given up. */
export function useQuizDraft(id: string | null, base: QuizDraft) {
  const { drafts } = useWorld();
  const name = `quiz:${id ?? "new"}`;
  const [kept, setKept] = useState<Kept | null>(() => drafts.get<Kept>(name) ?? null);
  const newest = useRef(kept);
  /** Whether it was typed before this visit. */
  const [found, setFound] = useState(kept !== null);

  const keep = useCallback((next: Kept | null) => {
    newest.current = next;
    if (next === null) drafts.delete(name);
    else drafts.set(name, next);
    setKept(next);
  }, []);

  const update = useCallback((by: (quiz: QuizDraft) => Partial<QuizDraft>) => {
    const before = newest.current ?? { quiz: base, key: randomUuid(), sent: "" };
    keep({ ...before, quiz: { ...before.quiz, ...by(before.quiz) } });
  }, []);

  const questions = useRef<QuestionActs>({
    change: (key, fields) =>
      update((quiz) => ({ questions: quiz.questions.map((one) => (one.key === key ? { ...one, ...fields } : one)) })),
    move: (key, by) =>
      update(({ questions: all }) => ({ questions: shifted(all, all.findIndex((one) => one.key === key), by) })),
    remove: (key) => update((quiz) => ({ questions: quiz.questions.filter((one) => one.key !== key) })),
  });

  function add(): DraftQuestion {
    const question = newQuestion();
    update((quiz) => ({ questions: [...quiz.questions, question] }));
    return question;
  }

  /** Put questions of a table behind the others; one that nobody has begun gives its place. */
  function append(more: readonly DraftQuestion[]) {
    update((quiz) => ({ questions: [...quiz.questions.filter((one) => one.id !== null || one.text !== ""), ...more] }));
  }

  /** The key under which this content is created. */
  function keyFor(sent: string): string {
    const before = newest.current ?? { quiz: base, key: randomUuid(), sent: "" };
    const key = before.sent === "" || before.sent === sent ? before.key : randomUuid();
    keep({ ...before, sent, key });
    return key;
  }

  return {
    quiz: kept?.quiz ?? base,
    dirty: kept !== null,
    found,
    set: (fields: Partial<QuizDraft>) => update(() => fields),
    questions: questions.current,
    add,
    append,
    keyFor,
    /** It is saved, or given up. */
    drop: () => {
      keep(null);
      setFound(false);
    },
  };
}
