import { type QuestionSheet, type QuestionSheetRead, type QuizWrite, api, ask } from "../../kernel/api";
import { language } from "../../kernel/i18n";

export type AuthorQuestion = QuizWrite["questions"][number];
export type SheetError = QuestionSheetRead["errors"][number];

/** How large a file may be; a table of a hundred questions has a tenth of it. */
export const MOST_BYTES = 500_000;

const isWorkbook = (bytes: Uint8Array) => bytes[0] === 0x50 && bytes[1] === 0x4b;

function base64(bytes: Uint8Array): string {
  let text = "";
  // In parts: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

/** What is sent of a file: a workbook as it is, anything else as text. */
export function sheetOf(bytes: Uint8Array): QuestionSheet {
  if (isWorkbook(bytes)) return { content: null, workbook: base64(bytes) };
  return { content: new TextDecoder().decode(bytes), workbook: null };
}

/** The routes about tables. */
export const sheetRequests = {
  read: (body: QuestionSheet) => ask(api.POST("/v1/question-sheets/read", { body })),
  template: () =>
    ask(
      api.GET("/v1/question-sheets/template", { params: { query: { language: language.value } }, parseAs: "blob" }),
    ) as Promise<unknown> as Promise<Blob>,
  ofQuiz: (id: string) =>
    ask(
      api.GET("/v1/quizzes/{id}/sheet", {
        params: { path: { id }, query: { language: language.value } },
        parseAs: "blob",
      }),
    ) as Promise<unknown> as Promise<Blob>,
};
