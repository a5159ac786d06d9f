import { Plus, Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";

import { randomUuid } from "../../../kernel/api";
import { t as shared } from "../../../kernel/messages";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button, IconButton } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { NumberField } from "../../../ui/Controls";
import { Dialog } from "../../../ui/Dialog";
import { Pair } from "../../../ui/Field";
import { Line, Lines } from "../../../ui/TextFields";
import { keys } from "../keys";
import { t } from "../messages";
import { fullWorth } from "../model/workDraft";
import css from "../pages/Coursework.module.css";
import { type CriterionWrite, type LevelWrite, type RubricRead, type WorkRead, requests } from "../requests";

const MOST_CRITERIA = 20;
const MOST_LEVELS = 10;

const newId = () => randomUuid().slice(0, 8);
const newLevel = (points: number): LevelWrite => ({ id: newId(), title: "", points });
const newCriterion = (): CriterionWrite => ({ id: newId(), title: "", levels: [newLevel(0), newLevel(5)] });
const given = (text: string) => (text.trim() === "" ? null : text);

/** The rubric of an assignment. Where a change touches grades, it names them and asks first. */
export function RubricEditor({ work }: { work: WorkRead }) {
  const { cache } = useWorld();
  const [criteria, setCriteria] = useState<readonly CriterionWrite[]>(work.rubric ?? []);
  const [asked, setAsked] = useState<RubricRead | null>(null);
  const [busy, setBusy] = useState(false);
  const flawed = criteria.some(({ title, levels }) => title.trim() === "" || levels.some((level) => level.title.trim() === ""));
  const full = fullWorth(criteria);
  async function save(confirm: boolean) {
    setBusy(true);
    try {
      const answer = await requests.rubric(work.id, criteria, confirm);
      setAsked(answer.applied ? null : answer);
      if (answer.applied) {
        toast(t("rubric.saved"));
        await cache.invalidateQueries({ queryKey: keys.work(work.id) });
      }
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  }
  const change = (id: string, fields: Partial<CriterionWrite>) =>
    setCriteria(criteria.map((one) => (one.id === id ? { ...one, ...fields } : one)));
  return (
    <Card aria-label={t("rubric.title")}>
      <h2>{t("rubric.title")}</h2>
      <p class={css.note}>{t("rubric.lead")}</p>
      <ol class={css.list}>
        {criteria.map((one, n) => (
          <li key={one.id}>
            <Criterion
              one={one}
              number={n + 1}
              set={(fields) => change(one.id, fields)}
              onRemove={() => setCriteria(criteria.filter(({ id }) => id !== one.id))}
            />
          </li>
        ))}
      </ol>
      {criteria.length > 0 && full !== work.maxPoints && (
        <p class={css.note} role="status">
          {t("rubric.worth", { full, max: work.maxPoints })}
        </p>
      )}
      <Actions end>
        <Button disabled={criteria.length >= MOST_CRITERIA} onClick={() => setCriteria([...criteria, newCriterion()])}>
          <Plus size={18} aria-hidden="true" />
          {t("rubric.add")}
        </Button>
        <Button kind="primary" aria-disabled={busy || flawed} onClick={() => !busy && !flawed && void save(false)}>
          {t("rubric.save")}
        </Button>
      </Actions>
      {asked !== null && <Confirmation asked={asked} onClose={() => setAsked(null)} onSure={() => void save(true)} />}
    </Card>
  );
}

/** Whose grades a change would touch, before and after. */
function Confirmation({ asked, onClose, onSure }: { asked: RubricRead; onClose: () => void; onSure: () => void }) {
  return (
    <Dialog title={t("rubric.confirmTitle")} onClose={onClose}>
      <p>{t("rubric.confirmText", { count: asked.touched.length })}</p>
      <ul class={css.list}>
        {asked.touched.map((one) => (
          <li key={one.submissionId} class={css.line}>
            <span class={css.grow} dir="auto">
              {one.studentName ?? t("rubric.nameless")}
            </span>
            <span>{`${one.pointsBefore ?? "–"} → ${one.pointsAfter ?? "–"}`}</span>
            {one.released && <span class={css.note}>{t("rubric.wasReleased")}</span>}
          </li>
        ))}
      </ul>
      <Actions end>
        <Button onClick={onClose}>{shared("app.cancel")}</Button>
        <Button kind="danger" onClick={onSure}>
          {t("rubric.confirm")}
        </Button>
      </Actions>
    </Dialog>
  );
}

interface CriterionProps {
  one: CriterionWrite;
  number: number;
  set: (fields: Partial<CriterionWrite>) => void;
  onRemove: () => void;
}

function Criterion({ one, number, set, onRemove }: CriterionProps) {
  const change = (id: string, fields: Partial<LevelWrite>) =>
    set({ levels: one.levels.map((level) => (level.id === id ? { ...level, ...fields } : level)) });
  return (
    <fieldset class={css.criterion}>
      <legend class={css.line}>
        <b>{t("rubric.criterion", { number })}</b>
        <IconButton icon={Trash2} label={t("rubric.removeCriterion", { number })} onClick={onRemove} />
      </legend>
      <Pair>
        <Line label={t("rubric.name")} value={one.title} maxLength={200} onText={(title) => set({ title })} />
        <Line label={t("rubric.nameKh")} lang="km" value={one.titleKh ?? ""} maxLength={200} onText={(text) => set({ titleKh: given(text) })} />
      </Pair>
      <ul class={css.levels}>
        {one.levels.map((level, n) => (
          <li key={level.id} class={css.level}>
            <NumberField
              label={t("rubric.points", { number: n + 1 })}
              min={0}
              max={10_000}
              step={0.01}
              value={level.points}
              onNumber={(points) => change(level.id, { points: points ?? 0 })}
            />
            <Line label={t("rubric.level", { number: n + 1 })} value={level.title} maxLength={200} onText={(title) => change(level.id, { title })} />
            <Line label={t("rubric.levelKh", { number: n + 1 })} lang="km" value={level.titleKh ?? ""} maxLength={200} onText={(text) => change(level.id, { titleKh: given(text) })} />
            <Lines label={t("rubric.describe", { number: n + 1 })} value={level.description ?? ""} maxLength={1000} onText={(text) => change(level.id, { description: given(text) })} />
            <IconButton
              icon={Trash2}
              label={t("rubric.removeLevel", { number: n + 1 })}
              disabled={one.levels.length === 1}
              onClick={() => set({ levels: one.levels.filter(({ id }) => id !== level.id) })}
            />
          </li>
        ))}
      </ul>
      <Actions>
        <Button size="small" disabled={one.levels.length >= MOST_LEVELS} onClick={() => set({ levels: [...one.levels, newLevel(0)] })}>
          {t("rubric.addLevel")}
        </Button>
      </Actions>
    </fieldset>
  );
}
