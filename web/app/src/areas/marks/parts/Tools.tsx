import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { now } from "../../../kernel/time";
import { Pick } from "../../../ui/Controls";
import { Tabs } from "../../../ui/Tabs";
import { keys } from "../keys";
import { t } from "../messages";
import { type Choice, choicesOf, latestOf, textOf } from "../model/periods";
import { requests } from "../requests";
import css from "./Marks.module.css";
import { choiceName } from "./words";

/** The views of a class. */
export function ClassTabs({ id, tab }: { id: string; tab: "grid" | "ranks" | "cards" }) {
  const at = `/marks/classes/${id}`;
  const tabs = [
    { href: at, label: t("tab.grid"), current: tab === "grid" },
    { href: `${at}/ranks`, label: t("tab.ranks"), current: tab === "ranks" },
    { href: `${at}/cards`, label: t("tab.cards"), current: tab === "cards" },
  ];
  return (
    <div class={css.noPrint}>
      <Tabs label={t("views")} tabs={tabs} />
    </div>
  );
}

/** The terms of a class's year, and what was chosen of them: the last month that has marks, at first. */
export function useChoice(id: string) {
  const sheets = useQuery({ queryKey: keys.sheets(id), queryFn: () => requests.sheets(id) });
  const [chosen, setChosen] = useState<Choice | null>(null);
  const terms = sheets.data?.terms ?? [];
  const handedIn = (sheets.data?.sheets ?? []).filter(({ status }) => status !== "OPEN");
  const today = new Date(now.value).toISOString();
  return { sheets, terms, choice: chosen ?? latestOf(choicesOf(terms), handedIn, today) ?? null, setChosen };
}

interface ChoicePickProps {
  terms: Parameters<typeof choicesOf>[0];
  choice: Choice | null;
  onChoose: (choice: Choice) => void;
}

/** A month, a semester or the year. */
export function ChoicePick({ terms, choice, onChoose }: ChoicePickProps) {
  const choices = choicesOf(terms);
  const options = choices.map((each) => ({ value: textOf(each), label: choiceName(each, terms) }));
  const choose = (value: string) => {
    const found = choices.find((each) => textOf(each) === value);
    if (found !== undefined) onChoose(found);
  };
  return <Pick label={t("of")} value={choice === null ? "" : textOf(choice)} options={options} onChoose={choose} />;
}
