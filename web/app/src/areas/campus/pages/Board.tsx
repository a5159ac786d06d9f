import { useQuery } from "@tanstack/preact-query";
import { CalendarX, Phone } from "lucide-preact";
import { useState } from "preact/hooks";

import { href } from "../../../kernel/router";
import { moment } from "../../../kernel/time";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button, ButtonLink } from "../../../ui/Button";
import { Card, Chip } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { Reading } from "../../../ui/Reading";
import { Row, Rows } from "../../../ui/Rows";
import { Empty } from "../../../ui/States";
import { campus } from "../campus";
import { keys } from "../keys";
import { t } from "../messages";
import css from "../parts/Campus.module.css";
import { type Board, requests } from "../requests";

/** The registers of a day, those not taken first, and whom to call. It follows what happens. */
export default function BoardPage() {
  campus(useWorld());
  const [date, setDate] = useState<string>();
  const board = useQuery({ queryKey: [...keys.board, date], queryFn: () => requests.board(date) });
  const calls = useQuery({ queryKey: [...keys.board, "calls", date], queryFn: () => requests.calls(date) });
  return (
    <Page title={t("title.board")} lead={t("lead.board")}>
      <Reading error={t("error")} query={board}>
        {(read) => (
          <>
            <div class={css.tools}>
              <label>
                {t("day")}{" "}
                <input
                  class={css.input}
                  type="date"
                  value={read.date}
                  onInput={({ currentTarget }) => currentTarget.value !== "" && setDate(currentTarget.value)}
                />
              </label>
              <b>{read.figures.rate === null ? t("noRate") : t("rate", { rate: read.figures.rate })}</b>
            </div>
            {read.data.length === 0 ? (
              <Empty icon={CalendarX} title={t("noSession")} hint={t("noSessionHint")} />
            ) : (
              <Rows label={t("title.board")}>
                {read.data.map((entry) => (
                  <Line key={`${entry.classId} ${entry.session}`} date={read.date} entry={entry} />
                ))}
              </Rows>
            )}
          </>
        )}
      </Reading>
      <Reading error={t("error")} query={calls}>
        {({ data }) => (
          <Card aria-label={t("calls")}>
            <h2>{t("calls")}</h2>
            {data.length === 0 && <p>{t("noCalls")}</p>}
            <ul>
              {data.map((call, index) => (
                <li key={index} dir="auto">
                  {call.studentName} ({call.className}) · {call.guardianName}{" "}
                  {call.phone !== null && (
                    <a href={`tel:${call.phone.replace(/[^+0-9]/g, "")}`}>
                      <Phone size={14} aria-hidden="true" /> {call.phone}
                    </a>
                  )}
                </li>
              ))}
            </ul>
          </Card>
        )}
      </Reading>
    </Page>
  );
}

function Line({ date, entry }: { date: string; entry: Board["data"][number] }) {
  const open = entry.takenAt === null && entry.closedBy === null;
  async function nudge() {
    try {
      await requests.nudge({ classId: entry.classId, date, session: entry.session });
      toast(t("nudged"));
    } catch (error) {
      fail(error);
    }
  }
  const actions = open ? (
    <Button size="small" onClick={() => void nudge()}>
      {t("nudge")}
    </Button>
  ) : (
    <ButtonLink size="small" kind="quiet" href={href("/classes/:id/attendance", { id: entry.classId })}>
      {t("open")}
    </ButtonLink>
  );
  return (
    <Row actions={actions}>
      <span class={css.line}>
        <b dir="auto">{entry.className}</b> {t(`session.${entry.session}`)}
        <Chip kind={open ? "warn" : "calm"}>
          {entry.closedBy ?? (entry.takenAt === null ? t("notTaken") : t("takenAt", { when: moment(entry.takenAt) }))}
        </Chip>
      </span>
      <span class={css.soft}>
        {entry.homeroomTeacherName ?? t("noLead")}
        {entry.takenAt !== null && ` · ${t("presentCount", { count: entry.present })} · ${t("absentCount", { count: entry.absent })}`}
      </span>
    </Row>
  );
}
