import { useState } from "preact/hooks";

import { t as shared } from "../../../kernel/messages";
import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Pick } from "../../../ui/Controls";
import { Dialog } from "../../../ui/Dialog";
import { t } from "../messages";
import { clock, weekdayName } from "../model/days";
import type { Draft } from "../model/draft";
import type { Period } from "../requests";
import { type ClashesOf, clashWords } from "./clashes";
import type { Lists } from "./lists";
import css from "./Timetable.module.css";

interface FormProps {
  draft: Draft;
  /** Whether it is new to the week. */
  isNew: boolean;
  lists: Lists;
  periods: readonly Period[];
  weekdays: readonly number[];
  /** Who teaches what in the class. */
  teacherOf: (subjectId: string) => string | null;
  clashesOf: ClashesOf;
  onWatch: (draft: Draft) => void;
  onDone: (draft: Draft) => void;
  onRemove: () => void;
  onClose: () => void;
}

/** A lesson in a form: what a mouse does by dragging, and more. */
export function LessonForm({ draft: given, isNew, lists, periods, weekdays, teacherOf, clashesOf, onWatch, onDone, onRemove, onClose }: FormProps) {
  const [draft, setDraft] = useState(given);
  const set = (fields: Partial<Draft>) => {
    const changed = { ...draft, ...fields };
    setDraft(changed);
    onWatch(changed);
  };
  const none = { value: "", label: t("none") };
  const clashes = draft.subjectId === "" ? [] : clashesOf(draft, draft);
  return (
    <Dialog title={t(isNew ? "addLesson" : "editLesson")} onClose={onClose}>
      <Pick
        label={t("subject")}
        value={draft.subjectId}
        options={[{ value: "", label: t("choose") }, ...lists.subjects]}
        onChoose={(subjectId) => set({ subjectId, teacherId: teacherOf(subjectId) ?? draft.teacherId })}
      />
      <Pick label={t("teacher")} value={draft.teacherId ?? ""} options={[none, ...lists.teachers]} onChoose={(id) => set({ teacherId: id || null })} />
      <Pick label={t("show.roomId")} value={draft.roomId ?? ""} options={[none, ...lists.rooms]} onChoose={(id) => set({ roomId: id || null })} />
      <Pick
        label={t("weekday")}
        value={String(draft.weekday)}
        options={weekdays.map((weekday) => ({ value: String(weekday), label: weekdayName(weekday) }))}
        onChoose={(weekday) => set({ weekday: Number(weekday) })}
      />
      <Pick
        label={t("period")}
        value={draft.periodId}
        options={periods.map(({ id, name, starts, ends }) => ({ value: id, label: `${name} · ${clock(starts)}–${clock(ends)}` }))}
        onChoose={(periodId) => set({ periodId })}
      />
      <div role="status" data-clashes={clashes.length}>
        {clashes.map((clash, index) => (
          <span key={index} class={css.clash} dir="auto">
            {clashWords(clash, lists)}
          </span>
        ))}
      </div>
      <Actions end>
        {!isNew && (
          <Button kind="quiet" onClick={onRemove} data-remove>
            {t("remove")}
          </Button>
        )}
        <Button onClick={onClose}>{shared("app.cancel")}</Button>
        <Button kind="primary" disabled={draft.subjectId === "" || clashes.length > 0} onClick={() => onDone(draft)} data-done>
          {t(isNew ? "add" : "takeOver")}
        </Button>
      </Actions>
    </Dialog>
  );
}
