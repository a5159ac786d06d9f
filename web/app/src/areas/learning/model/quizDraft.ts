import type { QuestionType } from "../../../kernel/api";
import type { AuthorQuestion, QuizRead, QuizWrite } from "../requests";

/**
 * A quiz while it is written. A draft keeps what its author has typed for every type of question;
 * what is sent has only what the type knows.
 */
export interface QuizDraft {
  title: string;
  titleKh: string;
  description: string;
  descriptionKh: string;
  timeLimit: number | null;
  passingScore: number | null;
  maxAttempts: number | null;
  shuffle: boolean;
  resultsVisibility: QuizWrite["resultsVisibility"];
  opensAt: string | null;
  closesAt: string | null;
  status: QuizWrite["status"];
  questions: DraftQuestion[];
}

/** A picture that was sent; the small one is shown while the question is written. */
export interface DraftImage {
  uploadId: string;
  alt: string;
  url: string | null;
  thumbUrl: string | null;
}

/** `key` tells it from others while it has no id yet. */
export interface DraftOption {
  key: string;
  id: string | null;
  text: string;
  textKh: string;
  image: DraftImage | null;
}

export interface DraftQuestion {
  key: string;
  id: string | null;
  type: QuestionType;
  text: string;
  textKh: string;
  image: DraftImage | null;
  points: number;
  seconds: number | null;
  explanation: string;
  explanationKh: string;
  options: DraftOption[];
  /** The places of the right options. */
  correct: number[];
  isTrue: boolean;
  /** One accepted answer a line. */
  accepted: string;
  caseSensitive: boolean;
  accentsMatter: boolean;
  partial: boolean;
  minimum: number | null;
  maximum: number | null;
  unit: string;
  /** How people write the number, where it was said. */
  language: "en" | "km" | null;
}

export const TYPES = ["SINGLE", "MULTIPLE", "TRUE_FALSE", "TEXT", "NUMERIC", "ORDERING", "POLL"] as const;
export const MOST_OPTIONS = 10;
export const FEWEST_OPTIONS = 2;

export function hasOptions(type: QuestionType): boolean {
  return type === "SINGLE" || type === "MULTIPLE" || type === "ORDERING" || type === "POLL";
}

export function newOption(): DraftOption {
  return { key: crypto.randomUUID(), id: null, text: "", textKh: "", image: null };
}

export function newQuestion(type: QuestionType = "SINGLE"): DraftQuestion {
  return {
    key: crypto.randomUUID(),
    id: null,
    type,
    text: "",
    textKh: "",
    image: null,
    points: 1,
    seconds: null,
    explanation: "",
    explanationKh: "",
    options: Array.from({ length: 4 }, newOption),
    correct: [0],
    isTrue: true,
    accepted: "",
    caseSensitive: false,
    accentsMatter: false,
    partial: false,
    minimum: null,
    maximum: null,
    unit: "",
    language: null,
  };
}

export function newQuiz(): QuizDraft {
  return {
    title: "",
    titleKh: "",
    description: "",
    descriptionKh: "",
    timeLimit: null,
    passingScore: null,
    maxAttempts: 1,
    shuffle: false,
    resultsVisibility: "IMMEDIATE",
    opensAt: null,
    closesAt: null,
    status: "DRAFT",
    questions: [newQuestion()],
  };
}

/** The draft of a quiz as the API gives it to its author. */
export function draftOfQuiz(quiz: QuizRead): QuizDraft {
  return {
    title: quiz.title,
    titleKh: quiz.titleKh ?? "",
    description: quiz.description ?? "",
    descriptionKh: quiz.descriptionKh ?? "",
    timeLimit: quiz.timeLimit,
    passingScore: quiz.passingScore,
    maxAttempts: quiz.maxAttempts,
    shuffle: quiz.shuffle,
    resultsVisibility: quiz.resultsVisibility,
    opensAt: quiz.opensAt,
    closesAt: quiz.closesAt,
    status: quiz.status,
    // Whoever may edit a quiz is given the questions with their answers.
    questions: ((quiz.questions ?? []) as AuthorQuestion[]).map((question) => draftOfQuestion(question, quiz.pictures)),
  };
}

/** A question of a quiz or of a table as it is written. */
export function draftOfQuestion(question: AuthorQuestion, pictures: QuizRead["pictures"] = []): DraftQuestion {
  const draftImage = (image: AuthorQuestion["image"]): DraftImage | null => {
    if (image == null) return null;
    const { url = null, thumbUrl = null } = pictures.find((one) => one.uploadId === image.uploadId) ?? {};
    return { uploadId: image.uploadId, alt: image.alt ?? "", url, thumbUrl };
  };
  const empty = newQuestion(question.type);
  const draft: DraftQuestion = {
    ...empty,
    id: question.id,
    text: question.text,
    textKh: question.textKh ?? "",
    image: draftImage(question.image),
    points: question.points,
    seconds: question.seconds,
    explanation: question.explanation ?? "",
    explanationKh: question.explanationKh ?? "",
  };
  if ("options" in question) {
    draft.options = question.options.map(({ id, text, textKh, image }) => ({
      ...newOption(),
      id,
      text,
      textKh: textKh ?? "",
      image: draftImage(image),
    }));
  }
  if ("partial" in question) draft.partial = question.partial;
  switch (question.type) {
    case "SINGLE":
      return { ...draft, correct: [question.correct] };
    case "MULTIPLE":
      return { ...draft, correct: question.correct };
    case "TRUE_FALSE":
      return { ...draft, isTrue: question.correct };
    case "TEXT": {
      const { caseSensitive, accentsMatter } = question;
      return { ...draft, accepted: question.accepted.join("\n"), caseSensitive, accentsMatter };
    }
    case "NUMERIC": {
      const { minimum, maximum, language } = question;
      return { ...draft, minimum, maximum, unit: question.unit ?? "", language };
    }
    default:
      return draft;
  }
}

/** The question as another type; marks that the type cannot have are dropped. */
export function withType(question: DraftQuestion, type: QuestionType): DraftQuestion {
  const correct = type === "MULTIPLE" ? question.correct : question.correct.slice(0, 1);
  // A poll gives no points; what it becomes next gives one again.
  const points = question.type === "POLL" && question.points === 0 ? 1 : question.points;
  return { ...question, type, correct, points };
}

/** Mark an option as right, or take its mark back; the last one stays. */
export function marked({ type, correct }: DraftQuestion, place: number, right: boolean): number[] {
  if (type === "SINGLE") return [place];
  const others = correct.filter((one) => one !== place);
  if (right) return [...others, place];
  return others.length > 0 ? others : correct;
}

/** The question without an option; the marks of the others stay where they belong. */
export function withoutOption(question: DraftQuestion, place: number): DraftQuestion {
  const options = question.options.filter((_, at) => at !== place);
  const kept = question.correct.filter((one) => one !== place);
  const correct = kept.map((one) => (one > place ? one - 1 : one));
  return { ...question, options, correct: correct.length > 0 ? correct : [0] };
}

/** A list with one of its items moved by some places; unchanged where there is no such place. */
export function shifted<Item>(items: readonly Item[], from: number, by: number): Item[] {
  const to = from + by;
  const item = items[from];
  if (item === undefined || to < 0 || to >= items.length) return [...items];
  const rest = items.filter((_, at) => at !== from);
  return [...rest.slice(0, to), item, ...rest.slice(to)];
}

export const lines = (text: string) => text.split("\n").map((line) => line.trim()).filter(Boolean);
/** What is sent of a picture. Drafts that were kept on the device before pictures were sent have none. */
const imageOf = (image: DraftImage | null) => (image?.uploadId ? { uploadId: image.uploadId, alt: orNull(image.alt) } : null);
const orNull = (text: string) => text.trim() || null;

/** What the API takes. */
export function quizOf(draft: QuizDraft, status: QuizWrite["status"]): QuizWrite {
  return {
    ...draft,
    status,
    title: draft.title.trim(),
    titleKh: orNull(draft.titleKh),
    description: orNull(draft.description),
    descriptionKh: orNull(draft.descriptionKh),
    questions: draft.questions.map(questionOf),
  };
}

function questionOf(draft: DraftQuestion): AuthorQuestion {
  const { id, type, points, seconds, partial, caseSensitive, accentsMatter, language } = draft;
  const all = {
    id,
    text: draft.text.trim(),
    textKh: orNull(draft.textKh),
    image: imageOf(draft.image),
    points,
    seconds,
    explanation: orNull(draft.explanation),
    explanationKh: orNull(draft.explanationKh),
  };
  const options = draft.options.map((option) => ({
    id: option.id,
    text: option.text.trim(),
    textKh: orNull(option.textKh),
    image: imageOf(option.image),
  }));
  switch (type) {
    case "SINGLE":
      return { ...all, type, options, correct: draft.correct[0] ?? 0 };
    case "MULTIPLE":
      return { ...all, type, options, correct: [...draft.correct].sort((a, b) => a - b), partial };
    case "ORDERING":
      return { ...all, type, options, partial };
    case "POLL":
      return { ...all, type, options, points: 0 };
    case "TRUE_FALSE":
      return { ...all, type, correct: draft.isTrue };
    case "TEXT":
      return { ...all, type, accepted: lines(draft.accepted), caseSensitive, accentsMatter };
    case "NUMERIC": {
      const { minimum, maximum } = draft;
      return { ...all, type, minimum: minimum ?? 0, maximum: maximum ?? 0, unit: orNull(draft.unit), language };
    }
  }
}
