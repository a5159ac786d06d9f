import {
  type PulseCreate,
  type PulseRead,
  type PulseRespond,
  type PulseSummary,
  api,
  ask,
  repeatable,
} from "../../kernel/api";

export type Survey = PulseRead;
export type Summary = PulseSummary;
export type Scale = Survey["scale"];

const one = (id: string) => ({ params: { path: { id } } });

/** The routes of this area. */
export const requests = {
  surveys: (query: { limit: number; cursor?: string | null }) =>
    ask(api.GET("/v1/pulses", { params: { query } })),
  open: (body: Pick<PulseCreate, "text" | "textKh" | "scale">, key: string) =>
    ask(api.POST("/v1/pulses", { params: { header: repeatable(key) }, body: body as PulseCreate })),
  respond: (id: string, body: PulseRespond) => ask(api.POST("/v1/pulses/{id}/respond", { ...one(id), body })),
  summary: (id: string) => ask(api.GET("/v1/pulses/{id}/summary", one(id))),
};
