import {
  type CardContent,
  type CardRead,
  type CardsIssue,
  type GradesCorrect,
  type GradesEnter,
  type RankList,
  type SheetRead,
  type SheetsRead,
  type VerifiedCard,
  api,
  ask,
} from "../../kernel/api";
import type { Choice, Period } from "./model/periods";

export type Sheet = SheetRead;
export type Sheets = SheetsRead;
export type Ranks = RankList;
export type Card = CardRead;
export type Content = CardContent;
export type Verified = VerifiedCard;

const one = (id: string) => ({ params: { path: { id } } });
const asked = (id: string, query: Choice) => ({ params: { path: { id }, query } });

/** The routes of this area. */
export const requests = {
  classes: (mine: boolean) => ask(api.GET("/v1/classes", { params: { query: { mine } } })),
  pupils: () => ask(api.GET("/v1/grades/pupils")),
  sheets: (id: string) => ask(api.GET("/v1/classes/{id}/sheets", one(id))),
  sheet: (id: string, subjectId: string, period: Period) =>
    ask(api.GET("/v1/classes/{id}/grades", { params: { path: { id }, query: { subjectId, ...period } } })),
  history: (id: string, subjectId: string, period: Period) =>
    ask(api.GET("/v1/classes/{id}/grades/history", { params: { path: { id }, query: { subjectId, ...period } } })),
  enter: (id: string, body: GradesEnter) => ask(api.PUT("/v1/classes/{id}/grades", { ...one(id), body })),
  lock: (id: string, subjectId: string, period: Period) =>
    ask(api.POST("/v1/classes/{id}/grades/lock", { ...one(id), body: { ...period, subjectIds: [subjectId] } })),
  correct: (id: string, body: GradesCorrect) =>
    ask(api.POST("/v1/classes/{id}/grades/corrections", { ...one(id), body })),
  ranks: (id: string, choice: Choice) => ask(api.GET("/v1/classes/{id}/ranks", asked(id, choice))),
  cards: (id: string, choice: Choice, preview: boolean) =>
    ask(api.GET("/v1/classes/{id}/report-cards", { params: { path: { id }, query: { ...choice, preview } } })),
  issue: (id: string, choice: Choice) =>
    ask(api.POST("/v1/classes/{id}/report-cards", { ...one(id), body: choice as CardsIssue })),
  pupil: (id: string, yearId?: string) =>
    ask(api.GET("/v1/students/{id}/grades", { params: { path: { id }, query: { yearId } } })),
  card: (id: string, choice: Choice, yearId: string) =>
    ask(api.GET("/v1/students/{id}/report-card", { params: { path: { id }, query: { ...choice, yearId } } })),
  transcript: (id: string) => ask(api.GET("/v1/students/{id}/transcript", one(id))),
  verify: (code: string) => ask(api.GET("/v1/report-cards/{code}", { params: { path: { code } } })),
};
