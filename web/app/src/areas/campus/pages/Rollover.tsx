import { useQuery } from "@tanstack/preact-query";
import { CalendarCheck } from "lucide-preact";
import { useState } from "preact/hooks";

import { t as shared } from "../../../kernel/messages";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button, ButtonLink } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { Pick } from "../../../ui/Controls";
import { askFirst } from "../../../ui/Dialog";
import { Page } from "../../../ui/Page";
import { Reading } from "../../../ui/Reading";
import { Empty } from "../../../ui/States";
import { campus } from "../campus";
import { keys } from "../keys";
import { t } from "../messages";
import { type Decision, counted, decisionsOf, unplaced } from "../model/rollover";
import { NextYear } from "../parts/NextYear";
import { PupilName } from "../parts/PupilName";
import { RolloverRows } from "../parts/RolloverRows";
import { useUnsaved } from "../parts/useUnsaved";
import { type Rollover, type Year, requests } from "../requests";

interface Moved {
  result: Rollover;
  from: Year;
  to: Year;
}

/** From one school year to the next: tried out for everybody, decided for some, done once. */
export default function RolloverPage() {
  campus(useWorld());
  const years = useQuery({ queryKey: keys.years, queryFn: requests.years });
  // What was done stays on the page when the next year has become the current one.
  const [done, setDone] = useState<Moved | null>(null);
  return (
    <Page title={t("title.rollover")} lead={t("lead.rollover")} back={{ href: "/school/year", label: t("title.setup") }}>
      <Reading error={t("error")} query={years}>
        {({ data }) => {
          if (done !== null) return <Done result={done.result} from={done.from} to={data.find(({ id }) => id === done.to.id) ?? done.to} />;
          const from = data.find(({ isCurrent }) => isCurrent);
          if (from === undefined) return <Empty icon={CalendarCheck} title={t("yearFirst")} hint={t("lead.setup")} />;
          // Years come the latest first.
          const to = data.filter(({ startDate }) => startDate > from.startDate).at(-1);
          return to === undefined ? <NextYear from={from} /> : <Plan from={from} to={to} onDone={(result) => setDone({ result, from, to })} />;
        }}
      </Reading>
    </Page>
  );
}

function Plan({ from, to, onDone }: { from: Year; to: Year; onDone: (result: Rollover) => void }) {
  const { cache } = useWorld();
  const [decisions, setDecisions] = useState<ReadonlyMap<string, Decision>>(new Map());
  const [classId, setClass] = useState<string>();
  const [busy, setBusy] = useState(false);
  useUnsaved(!busy && decisions.size > 0);
  const body = { toYearId: to.id, decisions: decisionsOf(decisions) };
  const plan = useQuery({
    queryKey: [...keys.years, "rollover", from.id, to.id, body.decisions],
    queryFn: () => requests.rollOver(from.id, { ...body, dryRun: true }),
    // What is shown stays until the next answer is here.
    placeholderData: (before) => before,
    staleTime: 0,
  });

  async function apply() {
    const sure = await askFirst({
      title: t("rollOverTitle", { name: to.name }),
      text: t("rollOverText"),
      confirm: t("rollOver"),
      cancel: shared("app.cancel"),
    });
    if (!sure) return;
    setBusy(true);
    try {
      onDone(await requests.rollOver(from.id, { ...body, dryRun: false }));
      toast(t("saved"));
      await cache.invalidateQueries({ queryKey: ["campus"] });
    } catch (error) {
      fail(error);
    }
    setBusy(false);
  }

  return (
    <Reading error={t("error")} query={plan}>
      {({ rows }) => {
        if (rows.length === 0) return <Empty icon={CalendarCheck} title={t("nobodyToMove")} hint={t("nobodyToMoveHint", { name: from.name })} />;
        const classes = [...new Map(rows.map((row) => [row.fromClassId, row.fromClassName]))].map(([value, label]) => ({ value, label }));
        const shown = classes.some(({ value }) => value === classId) ? classId : classes[0]?.value;
        const nowhere = unplaced(rows);
        return (
          <>
            <Summary rows={rows} from={from} to={to} />
            {nowhere.length > 0 && (
              <Card aria-label={t("outcome.NO_CLASS")} data-nowhere={nowhere.length}>
                <h2>{t("outcome.NO_CLASS")}</h2>
                <p>{t("nowhereHint", { name: to.name })}</p>
                <ul>
                  {nowhere.slice(0, 20).map((row) => (
                    <li key={row.studentId}>
                      <PupilName person={row} note={row.fromClassName} />
                    </li>
                  ))}
                </ul>
              </Card>
            )}
            <Pick label={t("title.class")} value={shown ?? ""} options={classes} onChoose={setClass} />
            <RolloverRows
              rows={rows.filter(({ fromClassId }) => fromClassId === shown)}
              decisions={decisions}
              onDecide={(studentId, decision) => setDecisions(new Map(decisions).set(studentId, decision))}
            />
            <Actions end>
              <Button kind="primary" disabled={busy || plan.isFetching || nowhere.length > 0} onClick={() => void apply()} data-roll-over>
                {t("rollOver")}
              </Button>
            </Actions>
          </>
        );
      }}
    </Reading>
  );
}

function Summary({ rows, from, to }: { rows: Rollover["rows"]; from: Year; to: Year }) {
  return (
    <p role="status" data-summary>
      <b>
        {from.name} → {to.name}
      </b>
      {": "}
      {counted(rows).map(([outcome, count]) => `${t(`outcome.${outcome}`)} ${count}`).join(" · ")}
    </p>
  );
}

/** What was done, and the step that comes after it. */
function Done({ result, from, to }: { result: Rollover; from: Year; to: Year }) {
  const { cache } = useWorld();
  const [current, setCurrent] = useState(false);
  async function begin() {
    try {
      await requests.saveYear(to.id, { ...to, isCurrent: true, status: "ACTIVE" });
      setCurrent(true);
      toast(t("saved"));
      await cache.invalidateQueries({ queryKey: ["campus"] });
    } catch (error) {
      fail(error);
    }
  }
  return (
    <Card aria-label={t("rolledOver")} data-rolled-over>
      <h2>{t("rolledOver")}</h2>
      <Summary rows={result.rows} from={from} to={to} />
      <Actions>
        {current ? (
          <p role="status">{t("isCurrentNow", { name: to.name })}</p>
        ) : (
          <Button kind="primary" onClick={() => void begin()} data-begin>
            {t("makeCurrent", { name: to.name })}
          </Button>
        )}
        <ButtonLink href="/classes">{t("title.classes")}</ButtonLink>
      </Actions>
    </Card>
  );
}
