import { useQuery } from "@tanstack/preact-query";
import { CalendarRange, ChevronLeft, ChevronRight } from "lucide-preact";
import { useState } from "preact/hooks";

import { href } from "../../../kernel/router";
import { now } from "../../../kernel/time";
import { useWorld } from "../../../kernel/world";
import { Button, ButtonLink, IconButton } from "../../../ui/Button";
import { Pick } from "../../../ui/Controls";
import { Page } from "../../../ui/Page";
import { Reading } from "../../../ui/Reading";
import { Empty } from "../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { later, mondayOf, today } from "../model/days";
import { LessonChange } from "../parts/LessonChange";
import { LessonWords } from "../parts/LessonWords";
import { useLists } from "../parts/lists";
import { Publish } from "../parts/Publish";
import css from "../parts/Timetable.module.css";
import { Week } from "../parts/Week";
import { type Lesson, type Whose, requests } from "../requests";
import { timetable } from "../timetable";

type Kind = "mine" | "classId" | "teacherId" | "roomId";
const KINDS: readonly Kind[] = ["classId", "teacherId", "roomId", "mine"];

/** A week of lessons: one's own, or whoever's the office looks for. */
export default function TimetablePage() {
  const world = useWorld();
  timetable(world);
  const office = world.may("timetable:manage");
  const lists = useLists(office);
  const [monday, setMonday] = useState(() => mondayOf(today(new Date(now.peek()))));
  const [kind, setKind] = useState<Kind>(office ? "classId" : "mine");
  const [chosen, setChosen] = useState<Partial<Record<Kind, string>>>({});
  const [open, setOpen] = useState<Lesson | null>(null);
  const [publishing, setPublishing] = useState(false);
  const choices = { mine: [], classId: lists.classes, teacherId: lists.teachers, roomId: lists.rooms }[kind];
  const id = chosen[kind] ?? choices[0]?.value;
  const whose: Whose = kind === "mine" || id === undefined ? {} : { [kind]: id };
  const known = kind === "mine" || id !== undefined;
  const periods = useQuery({ queryKey: keys.periods, queryFn: requests.periods });
  const week = useQuery({ queryKey: keys.week(whose, monday), queryFn: () => requests.week(whose, monday), enabled: known });
  const { classes, teachers, rooms } = lists.asked;
  const asked = { mine: week, classId: classes, teacherId: teachers, roomId: rooms }[kind];
  const edit = kind === "classId" && id !== undefined && (
    <ButtonLink kind="primary" href={href("/timetable/classes/:id", { id })}>
      {t("edit")}
    </ButtonLink>
  );
  return (
    <Page title={t("title.timetable")} lead={t(office ? "lead.office" : "lead.mine")} action={office && edit}>
      <div class={css.tools}>
        {office && (
          <>
            <Pick label={t("show")} value={kind} options={KINDS.map((value) => ({ value, label: t(`show.${value}`) }))} onChoose={setKind} />
            {kind !== "mine" && choices.length > 0 && (
              <Pick label={t(`show.${kind}`)} value={id ?? ""} options={choices} onChoose={(value) => setChosen({ ...chosen, [kind]: value })} />
            )}
          </>
        )}
        <span class={css.steps}>
          <IconButton icon={ChevronLeft} label={t("weekBefore")} onClick={() => setMonday(later(monday, -7))} />
          <label>
            {t("weekOf")}{" "}
            <input
              class={css.input}
              type="date"
              value={monday}
              onInput={({ currentTarget }) => currentTarget.value !== "" && setMonday(mondayOf(currentTarget.value))}
            />
          </label>
          <IconButton icon={ChevronRight} label={t("weekAfter")} onClick={() => setMonday(later(monday, 7))} />
        </span>
        {office && <Button onClick={() => setPublishing(true)}>{t("publish")}</Button>}
        {office && <ButtonLink href="/timetable/periods">{t("title.periods")}</ButtonLink>}
      </div>
      {known ? (
        <Reading error={t("error")} query={week}>
          {({ data }) =>
            data.length === 0 ? (
              <Empty icon={CalendarRange} title={t("noLesson")} hint={t(office ? "noLessonOffice" : "noLessonHint")} />
            ) : (
              <Week
                label={t("title.timetable")}
                monday={monday}
                periods={(periods.data?.data ?? []).concat(retired(data, periods.data?.data ?? []))}
                lessons={data}
                cell={(weekday, periodId) => {
                  const held = data.filter((one) => one.weekday === weekday && one.periodId === periodId);
                  if (held.length === 0) return null;
                  return held.map((lesson) => (
                    <Block key={lesson.id} lesson={lesson} withClass={kind !== "classId"} {...(office && { onOpen: () => setOpen(lesson) })} />
                  ));
                }}
              />
            )
          }
        </Reading>
      ) : (
        <Reading<unknown> error={t("error")} query={asked}>
          {() => <Empty icon={CalendarRange} title={t("nothingToShow")} hint={t("nothingToShowHint")} />}
        </Reading>
      )}
      {open !== null && <LessonChange lesson={open} monday={monday} teachers={lists.teachers} onClose={() => setOpen(null)} />}
      {publishing && <Publish onClose={() => setPublishing(false)} />}
    </Page>
  );
}

/** Periods that are in use no more, but for lessons of this week. */
function retired(lessons: readonly Lesson[], known: readonly { id: string }[]) {
  const ids = new Set(known.map(({ id }) => id));
  const gone = lessons.filter(({ periodId }) => !ids.has(periodId));
  return [...new Map(gone.map(({ periodId, starts, ends }) => [periodId, { id: periodId, name: "", starts, ends }])).values()];
}

function Block({ lesson, withClass, onOpen }: { lesson: Lesson; withClass: boolean; onOpen?: () => void }) {
  const words = <LessonWords lesson={lesson} withClass={withClass} />;
  if (onOpen === undefined) return <div class={css.block}>{words}</div>;
  return (
    <button type="button" class={css.block} data-lesson={lesson.id} onClick={onOpen}>
      {words}
    </button>
  );
}
