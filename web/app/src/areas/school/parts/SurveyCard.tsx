import { useId, useState } from "preact/hooks";

import { ApiError } from "../../../kernel/api";
import { useForm } from "../../../kernel/form";
import { language } from "../../../kernel/i18n";
import { moment } from "../../../kernel/time";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Card } from "../../../ui/Card";
import fields from "../../../ui/Field.module.css";
import { Form, Labelled } from "../../../ui/Field";
import { Scale } from "../../../ui/Scale";
import { t } from "../messages";
import { type Survey, requests } from "../requests";
import { Results } from "./Results";
import css from "./Survey.module.css";

/** One question of the school: the own answer first, and the figures for who runs the school. */
export function SurveyCard({ survey }: { survey: Survey }) {
  const world = useWorld();
  const title = useId();
  const [answered, setAnswered] = useState(false);
  const [looking, setLooking] = useState(false);
  const done = answered || survey.answered === true;
  const when = moment(survey.closesAt);
  const khmer = language.value === "km" && survey.textKh;
  return (
    <Card aria-labelledby={title} data-survey={survey.id}>
      <h2 id={title} class={css.title} dir="auto">
        {khmer || survey.text}
      </h2>
      <p class={css.hint}>{t(survey.closed ? "closed" : "until", { when })}</p>
      {done && (
        <p class={css.thanks} role="status">
          {t("thanks")}
        </p>
      )}
      {!done && !survey.closed && <Ballot survey={survey} onDone={() => setAnswered(true)} />}
      {world.may("school:manage") && (
        <p>
          <Button size="small" aria-expanded={looking} onClick={() => setLooking(!looking)}>
            {t("results")}
          </Button>
        </p>
      )}
      {looking && <Results id={survey.id} />}
    </Card>
  );
}

function Ballot({ survey, onDone }: { survey: Survey; onDone: () => void }) {
  const [nothing, setNothing] = useState(false);
  const form = useForm({ score: null as number | null, comment: "" }, async ({ score, comment }) => {
    setNothing(score === null);
    if (score === null) return;
    try {
      await requests.respond(survey.id, { score, comment: comment.trim() || null });
    } catch (error) {
      // Answered in another tab: then this is done, too.
      if (!(error instanceof ApiError && error.code === "already_answered")) throw error;
    }
    onDone();
  });
  return (
    <Form form={form} data-form="answer">
      <Scale
        name={`score-${survey.id}`}
        label={t("scale")}
        from={survey.minimum}
        to={survey.maximum}
        value={form.values.score}
        onChoose={(score) => {
          setNothing(false);
          form.set("score", score);
        }}
        ends={[t(`${survey.scale}.lowest`), t(`${survey.scale}.highest`)]}
      />
      <Labelled label={t("comment")} hint={t("commentHint")} error={form.errorOf("comment")}>
        {(control) => (
          <textarea
            {...control}
            class={fields.area}
            rows={2}
            maxLength={500}
            dir="auto"
            value={form.values.comment}
            onInput={(event) => form.set("comment", event.currentTarget.value)}
          />
        )}
      </Labelled>
      <p class={css.error} role="alert">
        {nothing && t("nothing")}
      </p>
      <p>
        <Button kind="primary" type="submit" aria-disabled={form.busy}>
          {t("send")}
        </Button>
      </p>
    </Form>
  );
}
