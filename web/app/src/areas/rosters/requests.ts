import { type ImportCreate, type ImportDetails, type ImportRead, type ImportRowRead, api, ask } from "../../kernel/api";

export type Import = ImportRead;
export type Plan = ImportDetails;
export type PlanRow = ImportRowRead;
export type Fate = PlanRow["fate"];
export type Format = "XLSX" | "CSV";
export type Wish = ImportCreate;

const one = (id: string) => ({ params: { path: { id } } });
const file = (answer: Promise<unknown>) => answer as Promise<Blob>;

/** The routes of this area. */
export const requests = {
  years: () => ask(api.GET("/v1/academic-years")),
  imports: () => ask(api.GET("/v1/imports")),
  plan: (body: Wish) => ask(api.POST("/v1/imports", { body })),
  oneImport: (id: string) => ask(api.GET("/v1/imports/{id}", one(id))),
  rows: (id: string, query: { fate?: Fate; cursor: string | null; limit: number }) =>
    ask(api.GET("/v1/imports/{id}/rows", { params: { path: { id }, query } })),
  apply: (id: string, planHash: string, endings: number) =>
    ask(api.POST("/v1/imports/{id}/apply", { ...one(id), body: { planHash, endings } })),
  cancel: (id: string) => ask(api.POST("/v1/imports/{id}/cancel", one(id))),
  problems: (id: string) => file(ask(api.GET("/v1/imports/{id}/problems.csv", { ...one(id), parseAs: "blob" }))),
  exported: (yearId: string) =>
    file(ask(api.POST("/v1/exports/oneroster.zip", { body: yearId === "" ? {} : { yearId }, parseAs: "blob" }))),
  template: (language: "en" | "km", format: Format) =>
    file(ask(api.GET("/v1/import-templates/pupils", { params: { query: { language, format } }, parseAs: "blob" }))),
};
