import { useQuery } from "@tanstack/preact-query";
import { Clock } from "lucide-preact";
import { useState } from "preact/hooks";

import { type PageProps } from "../../../kernel/router";
import { now } from "../../../kernel/time";
import { useWorld } from "../../../kernel/world";
import { ButtonLink } from "../../../ui/Button";
import { Page } from "../../../ui/Page";
import { Reading } from "../../../ui/Reading";
import { Empty } from "../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { later, mondayOf, today } from "../model/days";
import { Arranging } from "../parts/Arranging";
import { useLists } from "../parts/lists";
import css from "../parts/Timetable.module.css";
import { requests } from "../requests";
import { timetable } from "../timetable";

/** The lessons of a class are arranged from a week on; nothing is announced before it is published. */
export default function EditorPage({ params: { id } }: PageProps<"/timetable/classes/:id">) {
  timetable(useWorld());
  const lists = useLists(true);
  const [from, setFrom] = useState(() => later(mondayOf(today(new Date(now.peek()))), 7));
  const [dirty, setDirty] = useState(false);
  const one = useQuery({ queryKey: keys.oneClass(id), queryFn: () => requests.oneClass(id) });
  const periods = useQuery({ queryKey: keys.periods, queryFn: requests.periods });
  const whose = { classId: id };
  const week = useQuery({ queryKey: [...keys.all, "edited", id, from], queryFn: () => requests.week(whose, from) });
  return (
    <Page
      title={one.data === undefined ? t("title.timetable") : t("title.editor", { name: one.data.name })}
      lead={t("lead.editor")}
      back={{ href: "/timetable", label: t("title.timetable") }}
    >
      <div class={css.tools}>
        <label>
          {t("fromWeek")}{" "}
          <input
            class={css.input}
            type="date"
            value={from}
            disabled={dirty}
            onInput={({ currentTarget }) => currentTarget.value !== "" && setFrom(mondayOf(currentTarget.value))}
          />
        </label>
      </div>
      <Reading error={t("error")} query={periods}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty icon={Clock} title={t("noPeriod")} hint={t("noPeriodHint")}>
              <ButtonLink kind="primary" href="/timetable/periods">
                {t("title.periods")}
              </ButtonLink>
            </Empty>
          ) : (
            <Reading error={t("error")} query={week}>
              {(read) => (
                <Arranging
                  key={`${from} ${read.version}`}
                  classId={id}
                  from={from}
                  week={read}
                  periods={data}
                  lists={lists}
                  teacherOf={(subjectId) => one.data?.teachers.find((each) => each.subjectId === subjectId)?.userId ?? null}
                  onDirty={setDirty}
                  onReadAgain={() => week.refetch()}
                />
              )}
            </Reading>
          )
        }
      </Reading>
    </Page>
  );
}
