import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { inLanguage } from "../../../kernel/i18n";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button, LinkButton } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { Check, Pick } from "../../../ui/Controls";
import { Area, Labelled } from "../../../ui/Field";
import { keys } from "../keys";
import { t } from "../messages";
import { readPoints } from "../model/cells";
import { worth } from "../model/workDraft";
import css from "../pages/Coursework.module.css";
import { type SubmissionEntry, type SubmissionRead, type WorkGrade, type WorkRead, requests } from "../requests";

interface GradeFormProps {
  work: WorkRead;
  entry: SubmissionEntry;
  mine: SubmissionRead | null;
  onNext: () => void;
}

type Given = { points: number } | { choices: NonNullable<WorkGrade["choices"]> } | { state: "EXCUSED" };

/** The grade of a student's last attempt: by the rubric where there is one, or by points. */
export function GradeForm({ work, entry, mine, onNext }: GradeFormProps) {
  const { cache } = useWorld();
  const last = mine?.attempts.at(-1);
  const rubric = work.rubric ?? [];
  const [points, setPoints] = useState(last?.rawPoints == null ? "" : String(last.rawPoints));
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(Object.entries(last?.choices ?? {}).map(([name, { level }]) => [name, level])),
  );
  const [byPoints, setByPoints] = useState(rubric.length === 0 || (last?.rawPoints != null && last.choices === null));
  const [feedback, setFeedback] = useState(mine?.feedback ?? "");
  const [waived, setWaived] = useState(last?.waived ?? false);
  const [busy, setBusy] = useState(false);
  const read = readPoints(points);
  const total = worth(rubric, chosen);
  const grade: Given | null = byPoints
    ? read === null
      ? null
      : { points: read }
    : total === null
      ? null
      : { choices: Object.fromEntries(Object.entries(chosen).map(([name, level]) => [name, { level, comment: null }])) };

  async function save(given: Given, goOn: boolean) {
    setBusy(true);
    const said = feedback.trim() === "" ? {} : { feedback };
    const body = { version: mine?.version ?? 0, waiveLateness: waived && !("state" in given), ...given, ...said };
    try {
      await requests.grade(work.id, entry.id ?? entry.student?.id ?? "", body as WorkGrade);
      toast(t("grading.saved"));
      // Before the list is read anew: the next one is the next of the list that is seen.
      if (goOn) onNext();
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
      await cache.invalidateQueries({ queryKey: keys.work(work.id) });
    }
  }
  const submit = (goOn: boolean) => {
    if (grade !== null && !busy) void save(grade, goOn);
  };
  return (
    <Card aria-label={t("grading.title")}>
      <form
        class={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit(true);
        }}
      >
        {!byPoints && (
          <>
            {rubric.map((criterion) => (
              <fieldset key={criterion.id} class={css.criterion}>
                <legend dir="auto">{inLanguage(criterion.title, criterion.titleKh)}</legend>
                {criterion.levels.map((level) => (
                  <label key={level.id} class={css.choice}>
                    <input
                      type="radio"
                      name={`rubric-${criterion.id}`}
                      checked={chosen[criterion.id] === level.id}
                      onChange={() => setChosen({ ...chosen, [criterion.id]: level.id })}
                    />
                    <span dir="auto">
                      <b>{inLanguage(level.title, level.titleKh)}</b> · {level.points}
                      {level.description !== null && <span class={css.note}> {inLanguage(level.description, level.descriptionKh)}</span>}
                    </span>
                  </label>
                ))}
              </fieldset>
            ))}
            <p role="status">
              <b>{t("work.points", { points: total ?? "–", max: work.maxPoints })}</b>
            </p>
          </>
        )}
        {byPoints && (
          <Labelled label={t("grading.points", { max: work.maxPoints })} error={points !== "" && grade === null ? t("grading.wrong") : null}>
            {(control) => (
              <input
                {...control}
                class={css.cell}
                inputMode="decimal"
                autocomplete="off"
                value={points}
                onInput={(event) => setPoints(event.currentTarget.value)}
              />
            )}
          </Labelled>
        )}
        {rubric.length > 0 && (
          <LinkButton onClick={() => setByPoints(!byPoints)}>{t(byPoints ? "grading.byRubric" : "grading.byPoints")}</LinkButton>
        )}
        {last?.isLate && work.type !== "ON_PAPER" && <Check label={t("grading.waive")} checked={waived} onCheck={setWaived} />}
        <Area label={t("grading.feedback")} placeholder={t("grading.feedback")} value={feedback} onText={setFeedback} />
        <Kept onChoose={(text) => setFeedback(feedback.trim() === "" ? text : `${feedback.trimEnd()}\n${text}`)} />
        <Actions end>
          <Button kind="quiet" disabled={busy} onClick={() => void save({ state: "EXCUSED" }, false)}>
            {t("grading.excuse")}
          </Button>
          <Button disabled={busy || grade === null} onClick={() => submit(false)}>
            {t("grading.save")}
          </Button>
          <Button kind="primary" type="submit" disabled={busy || grade === null}>
            {t("grading.next")}
          </Button>
        </Actions>
      </form>
    </Card>
  );
}

/** A comment that was kept for the next time, into the feedback. */
function Kept({ onChoose }: { onChoose: (text: string) => void }) {
  const { data } = useQuery({ queryKey: keys.bank(""), queryFn: () => requests.bank("") });
  const options = (data?.data ?? []).map(({ id, body, bodyKh }) => ({ value: id, label: inLanguage(body, bodyKh) }));
  return (
    <div class={css.line}>
      {options.length > 0 && (
        <Pick
          label={t("bank.insert")}
          value=""
          options={[{ value: "", label: "–" }, ...options]}
          onChoose={(id) => {
            const found = options.find(({ value }) => value === id && id !== "");
            if (found !== undefined) onChoose(found.label);
          }}
        />
      )}
      <a href="/grading-comments">{t("bank.title")}</a>
    </div>
  );
}
