import {
  type AppealDecision,
  type CaseRead,
  type DecisionCreate,
  type OwnCaseRead,
  type RulesUpdate,
  api,
  ask,
} from "../../kernel/api";

export type Case = CaseRead;
export type OwnCase = OwnCaseRead;
export type Decision = DecisionCreate["decision"];
export type Verdict = AppealDecision["verdict"];
export type Part = "OPEN" | "APPEALED" | "DECIDED";
export type Rules = RulesUpdate;

interface Wish {
  limit: number;
  cursor?: string | null;
}

/** The routes of this area. */
export const requests = {
  queue: (query: Wish & { status: Part }) => ask(api.GET("/v1/moderation/queue", { params: { query } })),
  decide: (id: string, body: DecisionCreate) =>
    ask(api.POST("/v1/moderation/queue/{id}/decision", { params: { path: { id } }, body })),
  mine: (query: Wish) => ask(api.GET("/v1/moderation/cases", { params: { query } })),
  appeal: (id: string, text: string) =>
    ask(api.POST("/v1/moderation/cases/{id}/appeal", { params: { path: { id } }, body: { text } })),
  decideAppeal: (id: string, body: AppealDecision) =>
    ask(api.POST("/v1/moderation/cases/{id}/appeal/decision", { params: { path: { id } }, body })),
  rules: () => ask(api.GET("/v1/moderation/rules")),
  putRules: (body: Rules) => ask(api.PUT("/v1/moderation/rules", { body })),
};
