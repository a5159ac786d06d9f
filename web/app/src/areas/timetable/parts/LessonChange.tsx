import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { ApiError } from "../../../kernel/api";
import { messageOf } from "../../../kernel/errors";
import { inLanguage } from "../../../kernel/i18n";
import { t as shared } from "../../../kernel/messages";
import { toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Pick } from "../../../ui/Controls";
import { Dialog } from "../../../ui/Dialog";
import { Failure } from "../../../ui/Field";
import { keys } from "../keys";
import { t } from "../messages";
import { clock, dayName, later } from "../model/days";
import { type Lesson, requests } from "../requests";
import { LessonWords } from "./LessonWords";
import type { Lists } from "./lists";

type Wish = "SUBSTITUTED" | "SWAPPED" | "CANCELLED";
const WISHES: readonly Wish[] = ["SUBSTITUTED", "SWAPPED", "CANCELLED"];

interface ChangeProps {
  lesson: Lesson;
  monday: string;
  teachers: Lists["teachers"];
  onClose: () => void;
}

/** What becomes of a lesson on one day: somebody stands in, it is swapped or cancelled, or held as ever. */
export function LessonChange({ lesson, monday, teachers, onClose }: ChangeProps) {
  const { cache } = useWorld();
  const day = later(monday, lesson.weekday - 1);
  const [wish, setWish] = useState<Wish>("SUBSTITUTED");
  const [teacherId, setTeacher] = useState("");
  const [otherId, setOther] = useState("");
  const [failure, setFailure] = useState<string | null>(null);
  const ofClass = { classId: lesson.classId };
  const week = useQuery({ queryKey: keys.week(ofClass, monday), queryFn: () => requests.week(ofClass, monday) });
  const others = (week.data?.data ?? []).filter(({ id, change }) => id !== lesson.id && change === null);
  const other = others.find(({ id }) => id === otherId);
  const ready = { SUBSTITUTED: teacherId !== "", SWAPPED: other !== undefined, CANCELLED: true }[wish];

  async function send(ask: () => Promise<unknown>) {
    setFailure(null);
    try {
      await ask();
      toast(t("changed"));
      onClose();
    } catch (error) {
      setFailure(explained(error));
    }
    await cache.invalidateQueries({ queryKey: keys.weeks });
  }
  const change = () =>
    requests.change(lesson.id, {
      date: day,
      kind: wish,
      ...(wish === "SUBSTITUTED" && { teacherId }),
      ...(wish === "SWAPPED" && other !== undefined && { withLessonId: other.id, withDate: later(monday, other.weekday - 1) }),
    });
  const { change: made } = lesson;
  return (
    <Dialog title={`${dayName(day)}, ${clock(lesson.starts)}`} onClose={onClose}>
      <LessonWords lesson={lesson} withClass />
      {made === null ? (
        <>
          <Pick label={t("whatHappens")} value={wish} options={WISHES.map((value) => ({ value, label: t(`wish.${value}`) }))} onChoose={setWish} />
          {wish === "SUBSTITUTED" && (
            <Pick
              label={t("standsIn")}
              hint={t("standsInHint")}
              value={teacherId}
              options={[{ value: "", label: t("choose") }, ...teachers.filter(({ value }) => value !== lesson.teacherId)]}
              onChoose={setTeacher}
            />
          )}
          {wish === "SWAPPED" && (
            <Pick
              label={t("swapWith")}
              hint={t("swapHint")}
              value={otherId}
              options={[{ value: "", label: t("choose") }, ...others.map((one) => ({ value: one.id, label: label(one, monday) }))]}
              onChoose={setOther}
            />
          )}
        </>
      ) : (
        <p>{t("isChanged")}</p>
      )}
      {failure !== null && <Failure>{failure}</Failure>}
      <Actions end>
        <Button onClick={onClose}>{shared("app.cancel")}</Button>
        {made === null ? (
          <Button kind="primary" disabled={!ready} onClick={() => void send(change)} data-change>
            {shared("app.save")}
          </Button>
        ) : (
          <Button kind="primary" onClick={() => void send(() => requests.restore(made.id))} data-restore>
            {t("restore")}
          </Button>
        )}
      </Actions>
    </Dialog>
  );
}

function label(lesson: Lesson, monday: string): string {
  const when = `${dayName(later(monday, lesson.weekday - 1))} ${clock(lesson.starts)}`;
  return [when, inLanguage(lesson.subjectName, lesson.subjectNameKh), lesson.teacherName].filter(Boolean).join(" · ");
}

function explained(error: unknown): string {
  return error instanceof ApiError && error.code === "timetable_conflict" ? t("notFree") : messageOf(error);
}
