import { useState } from "preact/hooks";

import { randomUuid } from "../../../kernel/api";
import { useForm } from "../../../kernel/form";
import { t as shared } from "../../../kernel/messages";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { Pick } from "../../../ui/Controls";
import { Field, Form } from "../../../ui/Field";
import { keys } from "../keys";
import { t } from "../messages";
import { type Scale, requests } from "../requests";
import css from "./Survey.module.css";

const SCALES: readonly Scale[] = ["LIKERT_1_5", "NPS_0_10"];

/** Where the school asks something. */
export function NewSurvey({ onClose }: { onClose: () => void }) {
  const { refetches } = useWorld();
  const [key] = useState(randomUuid);
  const initial = { text: "", textKh: "", scale: "LIKERT_1_5" as Scale };
  const form = useForm(initial, async ({ text, textKh, scale }) => {
    await requests.open({ text: text.trim(), textKh: textKh.trim() || null, scale }, key);
    refetches.request(keys.surveys);
    onClose();
  });
  return (
    <Card aria-label={t("new")}>
      <h2>{t("new")}</h2>
      <Form form={form} data-form="survey">
        <Field form={form} name="text" label={t("text")} maxLength={300} required autofocus />
        <Field form={form} name="textKh" label={t("textKh")} maxLength={300} lang="km" />
        <Pick
          label={t("scale")}
          value={form.values.scale}
          options={SCALES.map((value) => ({ value, label: t(value) }))}
          onChoose={(scale) => form.set("scale", scale)}
        />
        <p class={css.hint}>{t("openHint")}</p>
        <Actions end>
          <Button kind="quiet" onClick={onClose}>
            {shared("app.cancel")}
          </Button>
          <Button kind="primary" type="submit" aria-disabled={form.busy}>
            {t("open")}
          </Button>
        </Actions>
      </Form>
    </Card>
  );
}
