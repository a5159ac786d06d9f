import { type CaseRead, type DecisionCreate, api, ask } from "../../kernel/api";

export type Case = CaseRead;
export type Decision = DecisionCreate["decision"];

interface Wish {
  status: "OPEN" | "DECIDED";
  limit: number;
  cursor?: string | null;
}

/** The routes of this area. */
export const requests = {
  queue: (query: Wish) => ask(api.GET("/v1/moderation/queue", { params: { query } })),
  decide: (id: string, body: DecisionCreate) =>
    ask(api.POST("/v1/moderation/queue/{id}/decision", { params: { path: { id } }, body })),
};
