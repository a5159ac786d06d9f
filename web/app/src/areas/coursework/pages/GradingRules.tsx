import { useQuery } from "@tanstack/preact-query";
import { Plus, Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";

import { inLanguage } from "../../../kernel/i18n";
import { t as shared } from "../../../kernel/messages";
import { type PageProps, href } from "../../../kernel/router";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button, IconButton } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { NumberField, Pick } from "../../../ui/Controls";
import { Pair } from "../../../ui/Field";
import { Page } from "../../../ui/Page";
import { Skeletons, Trouble } from "../../../ui/States";
import { Line } from "../../../ui/TextFields";
import { coursework } from "../coursework";
import { keys } from "../keys";
import { t } from "../messages";
import { type GradebookRead, type LatePolicyWrite, requests } from "../requests";
import css from "./Coursework.module.css";

type Category = Omit<GradebookRead["categories"][number], "id"> & { id: string | null };

const SPREADS = ["POINTS", "EQUAL"] as const;
const INTERVALS = ["DAY", "HOUR"] as const;
const MOST = 20;
const NEW: Category = { id: null, name: "", nameKh: null, weight: 0, spread: "POINTS", dropLowest: 0, dropHighest: 0 };

/** How the grade of a course is made: categories with weights, and what lateness costs. */
export default function GradingRulesPage({ params: { id } }: PageProps<"/courses/:id/gradebook/rules">) {
  coursework(useWorld());
  const { data, error, isPending, refetch } = useQuery({ queryKey: keys.book(id), queryFn: () => requests.book(id) });
  return (
    <Page
      title={t("rules.title")}
      lead={data && <span dir="auto">{inLanguage(data.courseTitle, data.courseTitleKh)}</span>}
      back={{ href: href("/courses/:id/gradebook", { id }), label: t("book.title") }}
    >
      {isPending && <Skeletons count={2} shape="post" />}
      {data === undefined && error !== null && (
        <Trouble title={t("book.error")} error={error} retry={() => void refetch()} />
      )}
      {data !== undefined && (
        <>
          <Categories courseId={id} known={data.categories} />
          <Lateness courseId={id} known={data.latePolicy as LatePolicyWrite} />
        </>
      )}
    </Page>
  );
}

function Categories({ courseId, known }: { courseId: string; known: readonly Category[] }) {
  const { cache } = useWorld();
  const [list, setList] = useState<readonly Category[]>(known);
  const [busy, setBusy] = useState(false);
  const sum = Math.round(list.reduce((total, { weight }) => total + weight, 0) * 100) / 100;
  const flaw = sum > 100 ? t("rules.tooMuch", { sum }) : list.some(({ name }) => name.trim() === "") ? t("rules.nameless") : null;
  const change = (place: number, fields: Partial<Category>) => setList(list.map((one, n) => (n === place ? { ...one, ...fields } : one)));
  async function save() {
    setBusy(true);
    try {
      const saved = await requests.categories(courseId, { categories: [...list] });
      setList(saved.categories);
      toast(t("rules.saved"));
      await cache.invalidateQueries({ queryKey: keys.book(courseId) });
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Card aria-label={t("rules.categories")}>
      <h2>{t("rules.categories")}</h2>
      <p class={css.note}>{t("rules.categoriesLead")}</p>
      <ol class={css.list}>
        {list.map((one, n) => (
          <li key={one.id ?? `new-${n}`}>
            <fieldset class={css.criterion}>
              <legend class={css.line}>
                <b dir="auto">{inLanguage(one.name, one.nameKh) || t("rules.newCategory")}</b>
                <IconButton
                  icon={Trash2}
                  label={t("rules.remove", { name: one.name || String(n + 1) })}
                  onClick={() => setList(list.filter((_, place) => place !== n))}
                />
              </legend>
              <Pair>
                <Line label={t("rules.name")} value={one.name} maxLength={100} onText={(name) => change(n, { name })} />
                <Line
                  label={t("rules.nameKh")}
                  lang="km"
                  value={one.nameKh ?? ""}
                  maxLength={100}
                  onText={(text) => change(n, { nameKh: text === "" ? null : text })}
                />
              </Pair>
              <Pair>
                <NumberField label={t("rules.weight")} min={0} max={100} step={0.01} value={one.weight} onNumber={(weight) => change(n, { weight: weight ?? 0 })} />
                <Pick
                  label={t("rules.spread")}
                  value={one.spread}
                  options={SPREADS.map((value) => ({ value, label: t(`spread.${value}`) }))}
                  onChoose={(spread) => change(n, { spread })}
                />
              </Pair>
              <Pair>
                <NumberField label={t("rules.lowest")} min={0} max={20} step={1} value={one.dropLowest} onNumber={(count) => change(n, { dropLowest: count ?? 0 })} />
                <NumberField label={t("rules.highest")} min={0} max={20} step={1} value={one.dropHighest} onNumber={(count) => change(n, { dropHighest: count ?? 0 })} />
              </Pair>
            </fieldset>
          </li>
        ))}
      </ol>
      <p class={css.note} role="status">
        {flaw ?? t("rules.sum", { sum })}
      </p>
      <Actions end>
        <Button disabled={list.length >= MOST} onClick={() => setList([...list, NEW])}>
          <Plus size={18} aria-hidden="true" />
          {t("rules.add")}
        </Button>
        <Button kind="primary" aria-disabled={busy || flaw !== null} onClick={() => !busy && flaw === null && void save()}>
          {shared("app.save")}
        </Button>
      </Actions>
    </Card>
  );
}

function Lateness({ courseId, known }: { courseId: string; known: LatePolicyWrite }) {
  const { cache } = useWorld();
  const [policy, setPolicy] = useState(known);
  const set = (fields: Partial<LatePolicyWrite>) => setPolicy({ ...policy, ...fields });
  async function save() {
    try {
      await requests.latePolicy(courseId, policy);
      toast(t("rules.saved"));
      await cache.invalidateQueries({ queryKey: keys.book(courseId) });
    } catch (error) {
      fail(error);
    }
  }
  return (
    <Card aria-label={t("rules.late")}>
      <h2>{t("rules.late")}</h2>
      <p class={css.note}>{t("rules.lateLead")}</p>
      <form
        class={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Pair>
          <NumberField label={t("rules.deduction")} min={0} max={100} step={0.01} value={policy.deductionPercent} onNumber={(n) => set({ deductionPercent: n ?? 0 })} />
          <Pick
            label={t("rules.interval")}
            value={policy.interval}
            options={INTERVALS.map((value) => ({ value, label: t(`interval.${value}`) }))}
            onChoose={(interval) => set({ interval })}
          />
          <NumberField label={t("rules.floor")} min={0} max={100} step={0.01} value={policy.minimumPercent} onNumber={(n) => set({ minimumPercent: n ?? 0 })} />
        </Pair>
        <Pair>
          <NumberField label={t("rules.grace")} min={0} max={10_080} step={1} value={policy.graceMinutes} onNumber={(n) => set({ graceMinutes: n ?? 0 })} />
          <NumberField
            label={t("rules.missing")}
            hint={t("rules.missingHint")}
            min={0}
            max={100}
            step={0.01}
            value={policy.missingPercent ?? null}
            onNumber={(missingPercent) => set({ missingPercent })}
          />
        </Pair>
        <Actions end>
          <Button type="submit">{shared("app.save")}</Button>
        </Actions>
      </form>
    </Card>
  );
}
