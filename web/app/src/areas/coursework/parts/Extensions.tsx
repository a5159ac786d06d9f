import { useQuery } from "@tanstack/preact-query";
import { Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";

import { fail, toast } from "../../../kernel/toast";
import { moment } from "../../../kernel/time";
import { useWorld } from "../../../kernel/world";
import { Button, IconButton } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { Check, Pick } from "../../../ui/Controls";
import { Pair } from "../../../ui/Field";
import { Line, Moment } from "../../../ui/TextFields";
import { keys } from "../keys";
import { t } from "../messages";
import css from "../pages/Coursework.module.css";
import { type Extension, type WorkRead, requests } from "../requests";

const KINDS = ["PERSON", "GROUP", "CLASS"] as const;

/** Other dates for a person, some people or a class. */
export function Extensions({ work }: { work: WorkRead }) {
  const { cache } = useWorld();
  const students = useQuery({ queryKey: keys.students(work.courseId), queryFn: () => requests.students(work.courseId) });
  const nameOf = (id: string) => students.data?.find(({ user }) => user.id === id)?.user.name ?? t("ext.somebody");
  async function take(id: string) {
    try {
      cache.setQueryData(keys.work(work.id), await requests.shorten(work.id, id));
    } catch (error) {
      fail(error);
    }
  }
  return (
    <Card aria-label={t("ext.title")}>
      <h2>{t("ext.title")}</h2>
      <p class={css.note}>{t("ext.lead")}</p>
      <ul class={css.list}>
        {(work.extensions ?? []).map((one) => (
          <li key={one.id} class={css.line} data-extension={one.kind}>
            <span class={css.grow} dir="auto">
              {one.className ?? one.userIds.map(nameOf).join(", ")}
              {one.reason !== null && <span class={css.note}> · {one.reason}</span>}
            </span>
            {one.dueDate !== null && <span>{t("work.due", { time: moment(one.dueDate) })}</span>}
            <IconButton icon={Trash2} label={t("ext.remove")} onClick={() => void take(one.id)} />
          </li>
        ))}
      </ul>
      <Give key={work.extensions?.length ?? 0} work={work} people={(students.data ?? []).map(({ user }) => user)} />
    </Card>
  );
}

function Give({ work, people }: { work: WorkRead; people: readonly { id: string; name: string }[] }) {
  const { cache } = useWorld();
  const [kind, setKind] = useState<Extension["kind"]>("PERSON");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [classId, setClassId] = useState("");
  const [dates, setDates] = useState({ dueDate: work.dueDate, lockAt: work.lockAt });
  const [reason, setReason] = useState("");
  const classes = useQuery({ queryKey: keys.classes, queryFn: requests.classes, enabled: kind === "CLASS" });
  const nobody = kind === "CLASS" ? classId === "" : chosen.length === 0;
  const usable = !nobody && (dates.dueDate !== null || dates.lockAt !== null);
  async function give() {
    const words = reason.trim() === "" ? {} : { reason: reason.trim() };
    const whom = kind === "CLASS" ? { classId, userIds: [] } : { userIds: [...chosen] };
    try {
      cache.setQueryData(keys.work(work.id), await requests.extend(work.id, { kind, ...whom, ...dates, ...words }));
      toast(t("ext.given"));
    } catch (error) {
      fail(error);
    }
  }
  const options = people.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <form
      class={css.form}
      aria-label={t("ext.give")}
      onSubmit={(event) => {
        event.preventDefault();
        if (usable) void give();
      }}
    >
      <Pair>
        <Pick
          label={t("ext.for")}
          value={kind}
          options={KINDS.map((value) => ({ value, label: t(`ext.${value}`) }))}
          onChoose={(next) => {
            setKind(next);
            setChosen([]);
          }}
        />
        {kind === "PERSON" && (
          <Pick
            label={t("ext.who")}
            value={chosen[0] ?? ""}
            options={[{ value: "", label: "–" }, ...options]}
            onChoose={(id) => setChosen(id === "" ? [] : [id])}
          />
        )}
        {kind === "CLASS" && (
          <Pick
            label={t("ext.CLASS")}
            value={classId}
            options={[{ value: "", label: "–" }, ...(classes.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
            onChoose={setClassId}
          />
        )}
      </Pair>
      {kind === "GROUP" && (
        <fieldset class={css.people}>
          <legend>{t("ext.who")}</legend>
          {people.map(({ id, name }) => (
            <Check
              key={id}
              label={name}
              checked={chosen.includes(id)}
              onCheck={(on) => setChosen(on ? [...chosen, id] : chosen.filter((one) => one !== id))}
            />
          ))}
        </fieldset>
      )}
      <Pair>
        <Moment label={t("set.due")} value={dates.dueDate} onMoment={(dueDate) => setDates({ ...dates, dueDate })} />
        <Moment label={t("set.lock")} value={dates.lockAt} onMoment={(lockAt) => setDates({ ...dates, lockAt })} />
        <Line label={t("ext.reason")} value={reason} maxLength={500} onText={setReason} />
      </Pair>
      <Actions end>
        <Button type="submit" aria-disabled={!usable}>
          {t("ext.give")}
        </Button>
      </Actions>
    </form>
  );
}
