import { useEffect, useState } from "preact/hooks";

import { ApiError, randomUuid } from "../../../kernel/api";
import { messageOf } from "../../../kernel/errors";
import { t as shared } from "../../../kernel/messages";
import { useLeaveGuard } from "../../../kernel/router";
import { announce, fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { askFirst } from "../../../ui/Dialog";
import { keys } from "../keys";
import { t } from "../messages";
import { weekdayName } from "../model/days";
import { type Draft, type Place, draftOf, step, weekdaysOf, writesOf } from "../model/draft";
import { type Period, type Week as WeekRead, requests } from "../requests";
import { DraftBlock } from "./DraftBlock";
import { LessonForm } from "./LessonForm";
import { clashWords, clashesIn, useBusy } from "./clashes";
import { type Lists, called } from "./lists";
import css from "./Timetable.module.css";
import { Week } from "./Week";

interface ArrangingProps {
  classId: string;
  from: string;
  week: WeekRead;
  periods: readonly Period[];
  lists: Lists;
  teacherOf: (subjectId: string) => string | null;
  onDirty: (dirty: boolean) => void;
  onReadAgain: () => Promise<unknown>;
}

type Refusal = { kind: "stale" } | { kind: "clashes"; lines: string[] } | { kind: "other"; text: string };

/** The week of a class, in which lessons are dragged, stepped by Alt and an arrow, or put by a form. */
export function Arranging({ classId, from, week, periods, lists, teacherOf, onDirty, onReadAgain }: ArrangingProps) {
  const { cache } = useWorld();
  const [drafts, setDrafts] = useState(() => draftOf(week));
  const [dirty, setDirty] = useState(false);
  const [busy, setBusy] = useState(false);
  const [held, setHeld] = useState<Draft | null>(null);
  const [watched, setWatched] = useState<Draft | null>(null);
  const [form, setForm] = useState<{ draft: Draft; isNew: boolean } | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const clashesOf = clashesIn(drafts, periods, useBusy(held ?? watched, from), classId);
  const weekdays = weekdaysOf(drafts);
  useEffect(() => onDirty(dirty), [dirty]);
  useLeaveGuard(dirty, () =>
    askFirst({ title: t("unsavedTitle"), text: t("unsavedText"), confirm: t("leave"), cancel: shared("app.cancel") }),
  );

  function arrange(next: Draft[]) {
    setDrafts(next);
    setDirty(true);
  }
  const put = (draft: Draft) => arrange([...drafts.filter(({ key }) => key !== draft.key), draft]);

  /** Move a lesson where nothing stands against it; else say what does. */
  function move(draft: Draft, place: Place) {
    if (draft.weekday === place.weekday && draft.periodId === place.periodId) return;
    const [clash] = clashesOf(draft, place);
    if (clash !== undefined) return toast(clashWords(clash, lists));
    put({ ...draft, ...place });
    const name = periods.find(({ id }) => id === place.periodId)?.name ?? "";
    announce(t("movedTo", { day: weekdayName(place.weekday), period: name }));
  }

  async function save(version: string | null) {
    setBusy(true);
    setRefusal(null);
    try {
      await requests.put(classId, { effectiveFrom: from, version, lessons: writesOf(drafts) });
      setDirty(false);
      toast(t("saved"));
      await Promise.all([onReadAgain(), cache.invalidateQueries({ queryKey: keys.weeks })]);
    } catch (error) {
      setRefusal(refused(error));
      await cache.invalidateQueries({ queryKey: keys.weeks });
    }
    setBusy(false);
  }

  /** Name the version of the other person: mine is laid over it. */
  async function saveOverTheirs() {
    try {
      const { version } = await requests.week({ classId }, from);
      await save(version);
    } catch (error) {
      fail(error);
    }
  }

  /** What the server would not take: each lesson with what stands against it. */
  function refused(error: unknown): Refusal {
    if (!(error instanceof ApiError)) return { kind: "other", text: messageOf(error) };
    if (error.code === "timetable_changed") return { kind: "stale" };
    if (error.code !== "timetable_conflict") return { kind: "other", text: messageOf(error) };
    const lines = error.errors.map(({ field, code }) => {
      const draft = drafts[Number(field.split(".")[1])];
      const why = t(code === "class" ? "against.class" : code === "teacher" ? "against.teacher" : "against.room");
      return draft === undefined ? why : `${called(lists.subjects, draft.subjectId)}, ${weekdayName(draft.weekday)}: ${why}`;
    });
    return { kind: "clashes", lines };
  }

  function open(draft: Draft, isNew: boolean) {
    setWatched(draft);
    setForm({ draft, isNew });
  }

  return (
    <>
      {refusal !== null && (
        <Refused
          refusal={refusal}
          onTheirs={() => {
            setDirty(false);
            setRefusal(null);
            void onReadAgain();
          }}
          onMine={() => void saveOverTheirs()}
        />
      )}
      <p class={css.soft}>{t("howTo")}</p>
      <Week
        label={t("lessons")}
        periods={periods}
        lessons={drafts}
        everyPlace
        cellProps={(weekday, periodId) => {
          const place = { weekday, periodId };
          const state = held === null ? undefined : clashesOf(held, place).length > 0 ? "busy" : "free";
          return {
            "data-place": state,
            "data-at": `${weekday} ${periodId}`,
            onDragOver: (event: DragEvent) => event.preventDefault(),
            onDrop: (event: DragEvent) => {
              event.preventDefault();
              if (held !== null) move(held, place);
              setHeld(null);
            },
          };
        }}
        cell={(weekday, periodId) => {
          const place = { weekday, periodId };
          const here = drafts.filter((one) => one.weekday === weekday && one.periodId === periodId);
          // A lesson that stands there says by itself that the class is not free.
          const clashes = held === null ? [] : clashesOf(held, place).filter(({ code }) => code !== "class" || here.length === 0);
          return (
            <>
              {here.map((draft) => (
                <DraftBlock
                  key={draft.key}
                  draft={draft}
                  lists={lists}
                  onHold={() => setHeld(draft)}
                  onWatch={() => setWatched(draft)}
                  onDrop={() => setHeld(null)}
                  onOpen={() => open(draft, false)}
                  onStep={(key) => {
                    const next = step(draft, key, weekdays, periods);
                    if (next !== null) move(draft, next);
                  }}
                />
              ))}
              {clashes.map((clash, index) => (
                <span key={index} class={css.clash} dir="auto">
                  {clashWords(clash, lists)}
                </span>
              ))}
              {here.length === 0 && (
                <button
                  type="button"
                  class={css.add}
                  aria-label={t("addAt", { day: weekdayName(weekday), period: periods.find(({ id }) => id === periodId)?.name ?? "" })}
                  onClick={() => open({ key: randomUuid(), subjectId: "", teacherId: null, roomId: null, ...place }, true)}
                >
                  +
                </button>
              )}
            </>
          );
        }}
      />
      <Actions end>
        <Button kind="primary" disabled={!dirty || busy} onClick={() => void save(week.version)} data-save>
          {shared("app.save")}
        </Button>
      </Actions>
      {form !== null && (
        <LessonForm
          {...form}
          lists={lists}
          periods={periods}
          weekdays={[1, 2, 3, 4, 5, 6, 7]}
          teacherOf={teacherOf}
          clashesOf={clashesOf}
          onWatch={setWatched}
          onDone={(draft) => {
            put(draft);
            setForm(null);
          }}
          onRemove={() => {
            arrange(drafts.filter(({ key }) => key !== form.draft.key));
            setForm(null);
          }}
          onClose={() => setForm(null)}
        />
      )}
    </>
  );
}

/** Why it was not saved, and what can be done. */
function Refused({ refusal, onTheirs, onMine }: { refusal: Refusal; onTheirs: () => void; onMine: () => void }) {
  return (
    <div class={css.notice} role="alert" data-refused={refusal.kind}>
      {refusal.kind === "stale" && (
        <>
          <p>{t("stale")}</p>
          <Actions>
            <Button onClick={onTheirs} data-theirs>
              {t("theirs")}
            </Button>
            <Button onClick={onMine} data-mine>
              {t("mine")}
            </Button>
          </Actions>
        </>
      )}
      {refusal.kind === "other" && <p>{refusal.text}</p>}
      {refusal.kind === "clashes" && (
        <>
          <p>{t("notSaved")}</p>
          <ul>
            {refusal.lines.map((line, index) => (
              <li key={index} dir="auto">
                {line}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
