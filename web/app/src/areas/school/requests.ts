import {
  type PulseCreate,
  type PulseRead,
  type PulseRespond,
  type PulseSummary,
  type SchoolAnnouncementCreate,
  type SchoolAnnouncementRead,
  api,
  ask,
  repeatable,
} from "../../kernel/api";

export type Survey = PulseRead;
export type Summary = PulseSummary;
export type Announcement = SchoolAnnouncementRead;
export type NewAnnouncementBody = SchoolAnnouncementCreate;
export type Scale = Survey["scale"];

const one = (id: string) => ({ params: { path: { id } } });

/** The routes of this area. */
export const requests = {
  surveys: (query: { limit: number; cursor?: string | null }) =>
    ask(api.GET("/v1/pulses", { params: { query } })),
  open: (body: Pick<PulseCreate, "text" | "textKh" | "scale">, key: string) =>
    ask(api.POST("/v1/pulses", { params: { header: repeatable(key) }, body: body as PulseCreate })),
  respond: (id: string, body: PulseRespond) => ask(api.POST("/v1/pulses/{id}/respond", { ...one(id), body })),
  announcements: (query: { limit: number; cursor?: string | null }) =>
    ask(api.GET("/v1/announcements", { params: { query } })),
  announce: (body: NewAnnouncementBody) => ask(api.POST("/v1/announcements", { body })),
  acknowledge: (id: string) => ask(api.POST("/v1/announcements/{id}/ack", one(id))),
  takeBack: (id: string) => ask(api.DELETE("/v1/announcements/{id}", one(id))),
  classes: () => ask(api.GET("/v1/classes")),
  summary: (id: string) => ask(api.GET("/v1/pulses/{id}/summary", one(id))),
};
