import { Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";

import { t as shared } from "../../../kernel/messages";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button, IconButton } from "../../../ui/Button";
import { Actions, Card, Chip } from "../../../ui/Card";
import { Check, Pick } from "../../../ui/Controls";
import fields from "../../../ui/Field.module.css";
import { Labelled, Pair } from "../../../ui/Field";
import { keys } from "../keys";
import { t } from "../messages";
import { type SchemeDraft, draftOf, wrongIn } from "../model/grading";
import { type Scheme, requests } from "../requests";
import css from "./Campus.module.css";
import { useUnsaved } from "./useUnsaved";

const ABSENT = ["INCOMPLETE", "ZERO"] as const;
type Mention = SchemeDraft["mentions"][number];

/** The rules of one part of the school; what stands against them is said before they are sent. */
export function SchemeForm({ scheme, preset }: { scheme: Scheme; preset: Scheme }) {
  const { cache } = useWorld();
  const [draft, setDraft] = useState(() => draftOf(scheme));
  const [busy, setBusy] = useState(false);
  const set = (changed: Partial<SchemeDraft>) => setDraft({ ...draft, ...changed });
  const setMention = (at: number, changed: Partial<Mention>) =>
    set({ mentions: draft.mentions.map((one, index) => (index === at ? { ...one, ...changed } : one)) });
  const wrong = wrongIn(draft);
  useUnsaved(!busy && JSON.stringify(draft) !== JSON.stringify(draftOf(scheme)));

  async function save() {
    setBusy(true);
    try {
      await requests.putScales({ schemes: [draft] });
      toast(t("saved"));
      await cache.invalidateQueries({ queryKey: keys.scales });
    } catch (error) {
      fail(error);
    }
    setBusy(false);
  }

  return (
    <form
      class={fields.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (wrong === null && !busy) void save();
      }}
    >
      <Card aria-label={t("band")}>
        {scheme.isPreset && (
          <p>
            <Chip>{t("isPreset")}</Chip>
          </p>
        )}
        <Pair>
          <Figure label={t("fullMark")} value={draft.fullMark} onText={(fullMark) => set({ fullMark })} />
          <Figure label={t("passMark")} value={draft.passMark} onText={(passMark) => set({ passMark })} />
        </Pair>
        <Pick
          label={t("absentMeans")}
          value={draft.absentMeans}
          options={ABSENT.map((value) => ({ value, label: t(`absentMeans.${value}`) }))}
          onChoose={(absentMeans) => set({ absentMeans })}
        />
        <Check label={t("bonusSubjects")} hint={t("bonusHint")} checked={draft.bonusSubjects} onCheck={(bonusSubjects) => set({ bonusSubjects })} />
        <Check label={t("everySubject")} checked={draft.everySubjectMonthly} onCheck={(everySubjectMonthly) => set({ everySubjectMonthly })} />
      </Card>
      <Card aria-label={t("mentions")}>
        <h2>{t("mentions")}</h2>
        <p class={css.soft}>{t("mentionsHint")}</p>
        <ul class={css.pupils}>
          {draft.mentions.map((mention, at) => (
            <li key={at} class={css.mention} data-mention={mention.code}>
              <Text label={t("code")} value={mention.code} max={8} onText={(code) => setMention(at, { code })} />
              <Figure label={t("fromMark")} value={mention.minimum} onText={(minimum) => setMention(at, { minimum })} />
              <Text label={t("mentionName")} value={mention.label} max={40} onText={(label) => setMention(at, { label })} />
              <Text label={t("mentionNameKh")} value={mention.labelKh} max={40} khmer onText={(labelKh) => setMention(at, { labelKh })} />
              <IconButton
                icon={Trash2}
                label={t("removeMention", { name: mention.code })}
                onClick={() => set({ mentions: draft.mentions.filter((_, index) => index !== at) })}
              />
            </li>
          ))}
        </ul>
        <Button onClick={() => set({ mentions: [{ code: "", minimum: "", label: "", labelKh: "" }, ...draft.mentions] })}>{t("addMention")}</Button>
      </Card>
      <p role="status" data-wrong={wrong}>
        {wrong !== null && t(wrong)}
      </p>
      <Actions end>
        <Button onClick={() => setDraft(draftOf(preset))} data-preset>
          {t("usePreset")}
        </Button>
        <Button kind="primary" type="submit" disabled={wrong !== null || busy} data-save>
          {shared("app.save")}
        </Button>
      </Actions>
    </form>
  );
}

interface TextProps {
  label: string;
  value: string;
  onText: (text: string) => void;
}

function Text({ label, value, max, khmer = false, onText }: TextProps & { max: number; khmer?: boolean }) {
  return (
    <Labelled label={label}>
      {(control) => (
        <input
          {...control}
          class={fields.input}
          value={value}
          maxLength={max}
          dir="auto"
          {...(khmer && { lang: "km" })}
          onInput={({ currentTarget }) => onText(currentTarget.value)}
        />
      )}
    </Labelled>
  );
}

function Figure({ label, value, onText }: TextProps) {
  return (
    <Labelled label={label}>
      {(control) => (
        <input
          {...control}
          class={fields.input}
          type="number"
          inputMode="decimal"
          step="0.01"
          min="0"
          value={value}
          onInput={({ currentTarget }) => onText(currentTarget.value)}
        />
      )}
    </Labelled>
  );
}
