import { useState } from "preact/hooks";

import { ApiError } from "../../../kernel/api";
import { t as shared } from "../../../kernel/messages";
import { useLeaveGuard } from "../../../kernel/router";
import { fail, toast } from "../../../kernel/toast";
import { useDraft } from "../../../kernel/useDraft";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Chip } from "../../../ui/Card";
import { askFirst } from "../../../ui/Dialog";
import { keys } from "../keys";
import { t } from "../messages";
import { type Kept, cellText, changesOf, readCell, stillOf, textsOf, versionOf } from "../model/grid";
import { type Period, periodText } from "../model/periods";
import { requests, type Sheet } from "../requests";
import { Correction } from "./Correction";
import { History } from "./History";
import css from "./Marks.module.css";
import { latinOf, nameOf } from "./words";

const KINDS = { OPEN: "plain", SUBMITTED: "warn", LOCKED: "calm" } as const;
const STEP: Record<string, number> = { Enter: 1, ArrowDown: 1, ArrowUp: -1 };

/** A sheet as a grid: one cell for each pupil, up and down by keyboard. */
export function GradeGrid({ id, sheet, period }: { id: string; sheet: Sheet; period: Period }) {
  const world = useWorld();
  const editable = sheet.canEdit && sheet.status !== "LOCKED";
  const draft = `marks:${id}:${sheet.subjectId}:${periodText(period)}`;
  const [kept, keep] = useDraft<Kept>(draft, (before) => (editable ? stillOf(sheet.pupils, before) : undefined));
  const [busy, setBusy] = useState(false);
  const [correcting, setCorrecting] = useState<string | null>(null);
  const [history, setHistory] = useState(false);
  const typed = editable ? textsOf(kept) : {};
  const changes = changesOf(sheet.pupils, typed, sheet.maxScore);
  const wrong = Object.values(typed).some((text) => typeof readCell(text, sheet.maxScore) === "string");
  const dirty = changes.length > 0 || wrong;
  const manager = world.may("school:manage");
  useLeaveGuard(dirty, async () => {
    const question = { title: t("leaveTitle"), text: t("leaveText"), confirm: t("leave"), cancel: shared("app.cancel") };
    const sure = await askFirst(question);
    if (sure) keep(undefined);
    return sure;
  });

  async function run(change: () => Promise<unknown>, said: string) {
    setBusy(true);
    try {
      await change();
      // Whoever went on typing meanwhile keeps what was not sent.
      const now = Object.entries(world.drafts.get<Kept>(draft) ?? {});
      const left = now.filter(([each, { text }]) => text !== typed[each]);
      keep(left.length === 0 ? undefined : Object.fromEntries(left));
      toast(said);
    } catch (error) {
      if (error instanceof ApiError && error.code === "entries_changed") toast(t("changedMeanwhile"));
      else fail(error);
    }
    await world.cache.invalidateQueries({ queryKey: keys.all });
    setBusy(false);
  }
  const enter = (submit: boolean) =>
    requests.enter(id, { subjectId: sheet.subjectId, ...period, entries: changes, submit });
  async function handIn() {
    const question = { title: t("handInTitle"), text: t("handInText"), confirm: t("handIn"), cancel: shared("app.cancel"), danger: false };
    if (await askFirst(question)) await run(() => enter(true), t("handedIn"));
  }
  async function lock() {
    const question = { title: t("lockTitle"), text: t("lockText"), confirm: t("lock"), cancel: shared("app.cancel") };
    if (await askFirst(question)) await run(() => requests.lock(id, sheet.subjectId, period), t("locked"));
  }
  function move(event: KeyboardEvent) {
    const step = STEP[event.key];
    const cells = [...document.querySelectorAll<HTMLInputElement>("[data-cell]")];
    const next = cells[cells.indexOf(event.currentTarget as HTMLInputElement) + (step ?? 0)];
    if (step === undefined) return;
    event.preventDefault();
    next?.focus();
    next?.select();
  }

  return (
    <>
      <p class={css.soft}>
        <Chip kind={KINDS[sheet.status]}>{t(`status.${sheet.status}`)}</Chip>{" "}
        {t("outOf", { max: String(Number(sheet.maxScore)), coefficient: String(Number(sheet.coefficient)) })}{" "}
        {editable && t("keys")}
      </p>
      <div class={css.scroll}>
        <table class={css.table} data-grid>
          <thead>
            <tr>
              <th scope="col">{t("pupil")}</th>
              <th scope="col">{t("mark")}</th>
              {sheet.status === "LOCKED" && manager && <th scope="col" />}
            </tr>
          </thead>
          <tbody>
            {sheet.pupils.map((pupil) => {
              const { studentId, entry, carriedFrom } = pupil;
              const text = typed[studentId] ?? cellText(entry);
              const read = readCell(text, sheet.maxScore);
              const error = typeof read === "string" ? t(`wrong.${read}`) : null;
              return (
                <tr key={studentId}>
                  <th scope="row">
                    <span dir="auto">{nameOf(pupil)}</span>
                    {latinOf(pupil) !== null && <span class={css.latin}>{latinOf(pupil)}</span>}
                  </th>
                  <td>
                    {editable && carriedFrom === null ? (
                      <>
                        <input
                          class={css.cell}
                          data-cell={studentId}
                          inputMode="decimal"
                          autocomplete="off"
                          aria-label={t("markOf", { name: nameOf(pupil) })}
                          aria-invalid={error !== null}
                          data-changed={changes.some((one) => one.studentId === studentId)}
                          value={text}
                          onInput={({ currentTarget }) => keep({ ...kept, [studentId]: { text: currentTarget.value, version: versionOf(entry) } })}
                          onKeyDown={move}
                        />
                        {error !== null && <span class={css.wrong}>{error}</span>}
                      </>
                    ) : (
                      <>
                        {entry?.state === "SCORED" ? entry.score : entry === null ? "–" : t(`state.${entry.state}`)}
                        {carriedFrom !== null && <span class={css.latin}>{t("carriedFrom", { name: carriedFrom })}</span>}
                      </>
                    )}
                  </td>
                  {sheet.status === "LOCKED" && manager && (
                    <td>
                      {carriedFrom === null && (
                        <Button size="small" onClick={() => setCorrecting(studentId)} data-correct={studentId}>
                          {t("correct")} <span class="visually-hidden">{nameOf(pupil)}</span>
                        </Button>
                      )}
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <div class={css.bar}>
        {editable && (
          <Button kind="primary" disabled={busy || wrong || changes.length === 0} onClick={() => void run(() => enter(false), t("saved"))} data-save>
            {t("save", { count: changes.length })}
          </Button>
        )}
        {editable && sheet.status === "OPEN" && (
          <Button disabled={busy || wrong} onClick={() => void handIn()} data-hand-in>
            {t("handIn")}
          </Button>
        )}
        {manager && sheet.status === "SUBMITTED" && (
          <Button disabled={busy || dirty} onClick={() => void lock()} data-lock>
            {t("lock")}
          </Button>
        )}
        {sheet.id !== null && (
          <Button kind="quiet" onClick={() => setHistory(true)}>
            {t("history")}
          </Button>
        )}
      </div>
      {correcting !== null && (
        <Correction id={id} sheet={sheet} period={period} studentId={correcting} onClose={() => setCorrecting(null)} />
      )}
      {history && <History id={id} sheet={sheet} period={period} onClose={() => setHistory(false)} />}
    </>
  );
}
