import { Users } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";

import { moment } from "../../../kernel/time";
import { fail, toast } from "../../../kernel/toast";
import { useDraft } from "../../../kernel/useDraft";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Chip } from "../../../ui/Card";
import { Area } from "../../../ui/Field";
import { Empty } from "../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { choicesOf, countsOf, marksOf, next } from "../model/register";
import { type Register, type Status, requests } from "../requests";
import css from "./Campus.module.css";
import { PupilName } from "./PupilName";
import { useUnsaved } from "./useUnsaved";

interface SheetProps {
  classId: string;
  register: Register;
  onDirty: (dirty: boolean) => void;
}

/** What was tapped and is not saved, and the version of the register that one saw. */
interface Chosen {
  version: number;
  marks: [string, Status][];
}

const KINDS = { PRESENT: "calm", ABSENT: "warn" } as const;

/** The pupils of a register, each a button that goes from one status to the next. */
export function Sheet({ classId, register, onDirty }: SheetProps) {
  const world = useWorld();
  const late = register.needsReason && !world.may("school:manage");
  const stopped = register.closedBy !== null || late;
  // What is chosen belongs to what one saw: where somebody else has taken it meanwhile, one looks anew.
  const { date, session, version } = register;
  const draft = `register:${classId}:${date}:${session}`;
  const [chosen, keep] = useDraft<Chosen>(draft, (kept) => (kept.version === version && !stopped ? kept : undefined));
  const [taken, setTaken] = useState(false);
  const choices = new Map([...choicesOf(register), ...(chosen?.marks ?? [])]);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const dirty = chosen !== undefined && !taken;
  useUnsaved(dirty, () => keep(undefined));
  useEffect(() => onDirty(dirty), [dirty]);
  if (register.entries.length === 0) return <Empty icon={Users} title={t("noPupil")} hint={t("noPupilHint")} />;
  const { present, absent } = countsOf(register, choices);

  function tap(studentId: string) {
    if (stopped) return;
    const status = next(choices.get(studentId) ?? "PRESENT");
    keep({ version, marks: [...choices.set(studentId, status)] });
    setTaken(false);
  }

  async function take() {
    setBusy(true);
    try {
      await requests.take(classId, {
        date,
        session,
        version,
        marks: marksOf(register, choices),
        ...(reason.trim() !== "" && { reason }),
      });
      // They stay on the page until what the server knows is read.
      world.drafts.delete(draft);
      setTaken(true);
      toast(t("taken"));
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
    await world.cache.invalidateQueries({ queryKey: keys.register(classId) });
  }

  const state = register.closedBy !== null
    ? t("closedBy", { name: register.closedBy })
    : register.takenAt === null ? t("notTaken") : t("takenAt", { when: moment(register.takenAt) });
  return (
    <>
      <p role="status">{late ? t("timeOver") : state}</p>
      <ul class={css.pupils} aria-label={t("pupils")}>
        {register.entries.map((entry) => {
          const status: Status = choices.get(entry.studentId) ?? "PRESENT";
          return (
            <li key={entry.studentId}>
              <button type="button" class={css.pupil} data-status={status} aria-disabled={stopped} onClick={() => tap(entry.studentId)}>
                <PupilName person={entry} note={entry.noticed === null ? entry.remarks : t("announced")} />
                <Chip kind={status in KINDS ? KINDS[status as keyof typeof KINDS] : "plain"}>{t(`status.${status}`)}</Chip>
              </button>
            </li>
          );
        })}
      </ul>
      {register.needsReason && !stopped && (
        <Area label={t("reason")} hint={t("reasonHint")} placeholder={t("reason")} value={reason} maxLength={500} onText={setReason} />
      )}
      <div class={css.bar}>
        <span>
          {t("presentCount", { count: present })} · {t("absentCount", { count: absent })}
        </span>
        {!stopped && (
          <Button kind="primary" aria-disabled={busy} onClick={() => !busy && void take()}>
            {t(register.takenAt === null ? "takeIt" : "changeIt")}
          </Button>
        )}
      </div>
    </>
  );
}
