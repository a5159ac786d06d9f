import { useQuery } from "@tanstack/preact-query";
import { Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";

import { t as shared } from "../../../kernel/messages";
import { useLeaveGuard } from "../../../kernel/router";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button, IconButton } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { askFirst } from "../../../ui/Dialog";
import { Page } from "../../../ui/Page";
import { Reading } from "../../../ui/Reading";
import { Row, Rows } from "../../../ui/Rows";
import { keys } from "../keys";
import { t } from "../messages";
import { clock } from "../model/days";
import css from "../parts/Timetable.module.css";
import { type Period, requests } from "../requests";

/** The times in which lessons are. The times of one never change: it is retired, and another one begun. */
export default function PeriodsPage() {
  const query = useQuery({ queryKey: keys.periods, queryFn: requests.periods });
  return (
    <Page title={t("title.periods")} lead={t("lead.periods")} back={{ href: "/timetable", label: t("title.timetable") }}>
      <Reading error={t("error")} query={query}>{({ data }) => <Form key={data.map(({ id, name }) => id + name).join()} held={data} />}</Reading>
    </Page>
  );
}

interface Line {
  id: string | null;
  name: string;
  starts: string;
  ends: string;
}

function Form({ held }: { held: readonly Period[] }) {
  const { cache } = useWorld();
  const kept: Line[] = held.map((one) => ({ ...one, starts: clock(one.starts), ends: clock(one.ends) }));
  const [lines, setLines] = useState(kept);
  const [busy, setBusy] = useState(false);
  const set = (at: number, fields: Partial<Line>) => setLines(lines.map((line, index) => (index === at ? { ...line, ...fields } : line)));
  const last = lines.at(-1);
  const dirty = JSON.stringify(lines) !== JSON.stringify(kept);
  useLeaveGuard(dirty && !busy, () =>
    askFirst({ title: t("unsavedTitle"), text: t("unsavedText"), confirm: t("leave"), cancel: shared("app.cancel") }),
  );
  const fine = lines.every(({ name, starts, ends }) => name.trim() !== "" && starts !== "" && starts < ends);

  async function save() {
    setBusy(true);
    try {
      await requests.putPeriods({ periods: lines });
      toast(t("saved"));
      await cache.invalidateQueries({ queryKey: keys.periods });
    } catch (error) {
      fail(error);
    }
    setBusy(false);
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (fine && !busy) void save();
      }}
    >
      {lines.length === 0 && <p>{t("noPeriodHint")}</p>}
      <Rows label={t("title.periods")}>
        {lines.map((line, at) => (
          <Row
            key={line.id ?? at}
            actions={<IconButton icon={Trash2} label={t("removePeriod", { name: line.name })} onClick={() => setLines(lines.filter((_, index) => index !== at))} />}
          >
            <span class={css.period}>
              <label class={css.field}>
                <span>{t("periodName")}</span>
                <input
                  class={css.input}
                  value={line.name}
                  maxLength={120}
                  required
                  dir="auto"
                  onInput={({ currentTarget }) => set(at, { name: currentTarget.value })}
                />
              </label>
              {(["starts", "ends"] as const).map((side) => (
                <label key={side} class={css.field}>
                  <span>{t(side)}</span>
                  <input
                    class={css.input}
                    type="time"
                    value={line[side]}
                    readOnly={line.id !== null}
                    required
                    onInput={({ currentTarget }) => set(at, { [side]: currentTarget.value })}
                  />
                </label>
              ))}
            </span>
          </Row>
        ))}
      </Rows>
      {!fine && <p role="status">{t("periodsWrong")}</p>}
      <Actions>
        <Button onClick={() => setLines([...lines, { id: null, name: String(lines.length + 1), starts: last?.ends ?? "07:00", ends: later(last?.ends ?? "07:00") }])}>
          {t("addPeriod")}
        </Button>
        <Button kind="primary" type="submit" disabled={!fine || busy}>
          {shared("app.save")}
        </Button>
      </Actions>
    </form>
  );
}

/** Fifty minutes later, within the day. */
function later(time: string): string {
  const minutes = Math.min(23 * 60 + 59, Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5)) + 50);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
