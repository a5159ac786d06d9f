import type { Scheme } from "../requests";

/** A scheme as it is written in a form: figures are texts. */
export type SchemeDraft = Omit<Scheme, "isPreset">;

/** What may be sent of a scheme, without what only an answer says. */
export function draftOf({ isPreset: _, ...scheme }: Scheme): SchemeDraft {
  return { ...scheme, mentions: scheme.mentions.map((mention) => ({ ...mention })) };
}

/** What contradicts itself in a scheme, as the key of a message, or null. */
export function wrongIn({ fullMark, passMark, mentions }: SchemeDraft): "wrong.mentions" | "wrong.bounds" | "wrong.empty" | null {
  const bounds = mentions.map(({ minimum }) => Number(minimum));
  if (mentions.some(({ code, label, labelKh }) => [code, label, labelKh].some((text) => text.trim() === ""))) return "wrong.empty";
  if ([fullMark, passMark, ...mentions.map(({ minimum }) => minimum)].some((text) => text.trim() === "" || !Number.isFinite(Number(text)))) return "wrong.empty";
  const falling = bounds.every((bound, at) => at === 0 || bound < (bounds[at - 1] ?? 0));
  if (!falling || bounds.at(-1) !== 0) return "wrong.mentions";
  const [full, pass] = [Number(fullMark), Number(passMark)];
  return pass > 0 && pass < full && (bounds[0] ?? 0) <= full ? null : "wrong.bounds";
}
