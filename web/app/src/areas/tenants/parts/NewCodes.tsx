import { useInfiniteQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { useForm } from "../../../kernel/form";
import { Button } from "../../../ui/Button";
import { Card } from "../../../ui/Card";
import { Check, NumberField, Pick } from "../../../ui/Controls";
import { Form, Pair } from "../../../ui/Field";
import { More, Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { type Batch, CLAIM_TYPES, type ClaimType, type Pupil, requests } from "../requests";
import { queries } from "../tenants";
import css from "./Admin.module.css";
import { Search } from "./Search";

const DAYS = ["7", "30", "90", "365"] as const;

/** Make a batch: so many for anybody, or one for each pupil that is chosen. */
export function NewCodes({ onMade }: { onMade: (batch: Batch) => void }) {
  const [type, setType] = useState<ClaimType>("STUDENT");
  const [days, setDays] = useState<(typeof DAYS)[number]>("30");
  const [count, setCount] = useState<number | null>(10);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const ofPupils = type === "STUDENT" || type === "PARENT";
  const form = useForm({ studentIds: "" }, async () => {
    const body = { type, expiresInDays: Number(days) };
    onMade(await requests.make(chosen.size > 0 && ofPupils ? { ...body, studentIds: [...chosen] } : { ...body, count: count ?? 1 }));
  });
  const named = ofPupils && chosen.size > 0;
  const types = CLAIM_TYPES.map((value) => ({ value, label: t(`type.${value}`) }));
  const options = DAYS.map((value) => ({ value, label: t("forDays", { days: Number(value) }) }));
  function choose(next: ClaimType) {
    setType(next);
    setChosen(new Set());
  }
  return (
    <Card aria-label={t("newCodes")}>
      <Form form={form}>
        <Pair>
          <Pick label={t("forWhom")} value={type} options={types} onChoose={choose} hint={t(`typeHint.${type}`)} />
          <Pick label={t("valid")} value={days} options={options} onChoose={setDays} />
        </Pair>
        {ofPupils && <Pupils key={type} type={type} chosen={chosen} onChoose={setChosen} />}
        {!named && type !== "PARENT" && (
          <NumberField label={t("count")} value={count} onNumber={setCount} min={1} max={500} step={1} required hint={ofPupils ? t("countHint") : undefined} />
        )}
        <Button kind="primary" type="submit" disabled={type === "PARENT" && !named}>
          {named ? t("makeFor", { count: chosen.size }) : t("make")}
        </Button>
      </Form>
    </Card>
  );
}

interface PupilsProps {
  type: ClaimType;
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
}

/** The pupils of the school, to choose for whom codes are made. */
function Pupils({ type, chosen, onChoose }: PupilsProps) {
  const [q, setQ] = useState("");
  const list = useInfiniteQuery(queries.pupils(q));
  const all = list.data?.pages.flatMap((page) => page.data) ?? [];
  const free = all.filter((pupil) => type === "PARENT" || !pupil.hasAccount);
  function toggle(id: string, on: boolean) {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    onChoose(next);
  }
  return (
    <fieldset class={css.pupils}>
      <legend>{t("pupils")}</legend>
      <div class={css.tools}>
        <Search label={t("findPupil")} onSearch={setQ} />
        {free.length > 0 && (
          <Button size="small" onClick={() => onChoose(new Set([...chosen, ...free.map(({ id }) => id)]))}>
            {t("chooseShown", { count: free.length })}
          </Button>
        )}
        {chosen.size > 0 && (
          <Button size="small" kind="quiet" onClick={() => onChoose(new Set())}>
            {t("chooseNone")}
          </Button>
        )}
      </div>
      {list.isPending && <Skeletons count={2} shape="row" />}
      {list.data === undefined && list.error !== null && (
        <Trouble title={t("error")} error={list.error} retry={() => void list.refetch()} />
      )}
      {list.data !== undefined && all.length === 0 && <p class={css.soft}>{t("noPupil")}</p>}
      {all.map((pupil) => (
        <Check
          key={pupil.id}
          label={[pupil.name, pupil.className, pupil.studentNumber].filter(Boolean).join(" · ")}
          hint={note(pupil, type)}
          checked={chosen.has(pupil.id)}
          disabled={type === "STUDENT" && pupil.hasAccount}
          onCheck={(on) => toggle(pupil.id, on)}
        />
      ))}
      {list.hasNextPage && <More loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
    </fieldset>
  );
}

function note(pupil: Pupil, type: ClaimType): string | undefined {
  if (type === "STUDENT") return pupil.hasAccount ? t("hasCome") : undefined;
  return pupil.guardians > 0 ? t("guardians", { count: pupil.guardians }) : undefined;
}
