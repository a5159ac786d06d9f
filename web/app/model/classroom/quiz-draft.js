/**
 * A quiz while it is written. A draft keeps what its author has typed for every type of question;
 * what is sent has only what the type knows.
 */

/** @typedef {import("./answers.js").QuestionType} QuestionType */
/** @typedef {{id?: string, text: string, textKh: string, image: string}} DraftOption */
/**
 * @typedef {object} DraftQuestion
 * @property {string} [id]
 * @property {QuestionType} type
 * @property {string} text
 * @property {string} textKh
 * @property {string} image
 * @property {number} points
 * @property {number | null} seconds
 * @property {string} explanation
 * @property {string} explanationKh
 * @property {DraftOption[]} options
 * @property {number[]} correct places of the right options
 * @property {boolean} isTrue
 * @property {string[]} accepted
 * @property {boolean} caseSensitive
 * @property {boolean} accentsMatter
 * @property {boolean} partial
 * @property {number | null} minimum
 * @property {number | null} maximum
 * @property {string} unit
 */

/** @type {readonly QuestionType[]} */
export const TYPES = ["SINGLE", "MULTIPLE", "TRUE_FALSE", "TEXT", "NUMERIC", "ORDERING", "POLL"];
export const MOST_OPTIONS = 10;
export const FEWEST_OPTIONS = 2;
const WITH_OPTIONS = new Set(["SINGLE", "MULTIPLE", "ORDERING", "POLL"]);

/** @param {QuestionType} type */
export function hasOptions(type) {
  return WITH_OPTIONS.has(type);
}

/** @returns {DraftOption} */
export function newOption() {
  return { text: "", textKh: "", image: "" };
}

/**
 * @param {QuestionType} [type]
 * @returns {DraftQuestion}
 */
export function newQuestion(type = "SINGLE") {
  return {
    type,
    text: "",
    textKh: "",
    image: "",
    points: 1,
    seconds: null,
    explanation: "",
    explanationKh: "",
    options: Array.from({ length: 4 }, newOption),
    correct: [0],
    isTrue: true,
    accepted: [""],
    caseSensitive: false,
    accentsMatter: false,
    partial: false,
    minimum: null,
    maximum: null,
    unit: "",
  };
}

/** @returns {any} */
export function newQuiz() {
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

/**
 * The draft of a quiz as the API gives it to its author.
 *
 * @param {any} quiz
 */
export function draftOfQuiz(quiz) {
  const own = Object.keys(newQuiz()).map((key) => [key, quiz[key] ?? newQuiz()[key]]);
  // Null is a choice here: as many attempts as one likes.
  const { maxAttempts, questions } = quiz;
  return { ...Object.fromEntries(own), maxAttempts, questions: questions.map(draftOfQuestion) };
}

/** @param {any} question */
function draftOfQuestion(question) {
  const draft = { ...newQuestion(question.type), ...withoutNull(question) };
  draft.options = (question.options ?? newQuestion().options).map((/** @type {any} */ option) => ({
    ...newOption(),
    ...withoutNull(option),
  }));
  if (question.type === "TRUE_FALSE")
    Object.assign(draft, { isTrue: question.correct, correct: [0] });
  if (question.type === "SINGLE") draft.correct = [question.correct];
  return draft;
}

/** @param {Record<string, any>} values */
function withoutNull(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

/**
 * Take an option out, and keep the marks of the others where they belong.
 *
 * @param {DraftQuestion} question
 * @param {number} place
 */
export function removeOption(question, place) {
  question.options.splice(place, 1);
  const kept = question.correct.filter((one) => one !== place);
  question.correct = kept.map((one) => (one > place ? one - 1 : one));
  if (question.correct.length === 0) question.correct = [0];
}

/**
 * What stands in the way of publishing, as keys of messages by the place of the question.
 *
 * @param {any} quiz
 * @returns {{question: number | null, key: string}[]}
 */
export function problems(quiz) {
  const found = [];
  if (quiz.title.trim() === "") found.push({ question: null, key: "quiz.problem.title" });
  if (quiz.questions.length === 0) found.push({ question: null, key: "quiz.problem.questions" });
  for (const [place, question] of quiz.questions.entries()) {
    for (const key of problemsOf(question)) found.push({ question: place, key });
  }
  return found;
}

/**
 * @param {DraftQuestion} question
 * @returns {string[]}
 */
function problemsOf(question) {
  const found = [];
  if (question.text.trim() === "") found.push("quiz.problem.text");
  if (hasOptions(question.type)) {
    const texts = question.options.map(({ text }) => text.trim());
    if (texts.some((text) => text === "")) found.push("quiz.problem.option");
  }
  if (question.type === "TEXT" && !question.accepted.some((text) => text.trim())) {
    found.push("quiz.problem.accepted");
  }
  if (question.type === "NUMERIC") {
    const { minimum, maximum } = question;
    if (minimum === null || maximum === null || minimum > maximum) found.push("quiz.problem.range");
  }
  return found;
}

/**
 * What the API takes.
 *
 * @param {any} draft
 * @param {"DRAFT" | "PUBLISHED"} status
 */
export function quizOf(draft, status) {
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

/** @param {DraftQuestion} draft */
function questionOf(draft) {
  const { id, type, points, seconds } = draft;
  const all = {
    ...(id === undefined ? {} : { id }),
    type,
    text: draft.text.trim(),
    textKh: orNull(draft.textKh),
    image: orNull(draft.image),
    points: type === "POLL" ? 0 : points,
    seconds,
    explanation: orNull(draft.explanation),
    explanationKh: orNull(draft.explanationKh),
  };
  return { ...all, ...ownOf(draft) };
}

/**
 * What only the type has.
 *
 * @param {DraftQuestion} draft
 */
function ownOf(draft) {
  const { type, partial, caseSensitive, accentsMatter, minimum, maximum } = draft;
  const options = draft.options.map(({ id, text, textKh, image }) => ({
    ...(id === undefined ? {} : { id }),
    text: text.trim(),
    textKh: orNull(textKh),
    image: orNull(image),
  }));
  if (type === "SINGLE") return { options, correct: draft.correct[0] };
  if (type === "MULTIPLE")
    return { options, correct: [...draft.correct].sort((a, b) => a - b), partial };
  if (type === "ORDERING") return { options, partial };
  if (type === "POLL") return { options };
  if (type === "TRUE_FALSE") return { correct: draft.isTrue };
  if (type === "NUMERIC") return { minimum, maximum, unit: orNull(draft.unit) };
  const accepted = draft.accepted.map((text) => text.trim()).filter(Boolean);
  return { accepted, caseSensitive, accentsMatter };
}

/** @param {string | null} text */
function orNull(text) {
  return text === null || text.trim() === "" ? null : text.trim();
}
