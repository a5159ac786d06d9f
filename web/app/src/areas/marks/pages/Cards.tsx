import { useQuery } from "@tanstack/preact-query";
import { FileText, Printer } from "lucide-preact";
import { useState } from "preact/hooks";

import type { PageProps } from "../../../kernel/router";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Check } from "../../../ui/Controls";
import { Page } from "../../../ui/Page";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { marks } from "../marks";
import { t } from "../messages";
import { textOf } from "../model/periods";
import css from "../parts/CardPaper.module.css";
import own from "../parts/Marks.module.css";
import { PaperCard } from "../parts/PaperCard";
import { ChoicePick, ClassTabs, useChoice } from "../parts/Tools";
import { requests } from "../requests";

/** The report cards of a class: looked at before, issued, and printed together. */
export default function CardsPage({ params: { id } }: PageProps<"/marks/classes/:id/cards">) {
  const world = useWorld();
  marks(world);
  const { sheets, terms, choice, setChosen } = useChoice(id);
  const [preview, setPreview] = useState(false);
  const [busy, setBusy] = useState(false);
  const list = useQuery({
    queryKey: keys.cards(id, choice === null ? "" : textOf(choice), preview),
    queryFn: () => requests.cards(id, choice ?? { scope: "YEAR" }, preview),
    enabled: choice !== null,
  });
  async function issue() {
    if (choice === null) return;
    setBusy(true);
    try {
      const { issued, unchanged } = await requests.issue(id, choice);
      toast(t("issuedNow", { count: issued, unchanged }));
      setPreview(false);
    } catch (error) {
      fail(error);
    }
    await world.cache.invalidateQueries({ queryKey: keys.all });
    setBusy(false);
  }
  const broken = sheets.error ?? list.error;
  const cards = list.data?.data ?? [];
  return (
    <Page title={sheets.data === undefined ? t("tab.cards") : t("cardsOf", { name: sheets.data.className })} back={{ href: "/marks", label: t("classes") }}>
      <ClassTabs id={id} tab="cards" />
      <div class={own.tools}>
        <ChoicePick terms={terms} choice={choice} onChoose={setChosen} />
        {world.may("school:manage") && (
          <Button
            kind="primary"
            disabled={busy || list.data?.locked !== true}
            onClick={() => void issue()}
            data-issue
          >
            {t("issue")}
          </Button>
        )}
        <Button disabled={cards.length === 0} onClick={() => print()}>
          <Printer size={18} aria-hidden="true" /> {t("print")}
        </Button>
        <Check label={t("preview")} checked={preview} onCheck={setPreview} />
      </div>
      {list.data?.locked === false && <p class={own.soft}>{t("notLocked")}</p>}
      {broken === null && (sheets.isPending || (choice !== null && list.isPending)) && <Skeletons count={3} shape="post" />}
      {broken !== null && (
        <Trouble title={t("error")} error={broken} retry={() => void (sheets.error ? sheets.refetch() : list.refetch())} />
      )}
      {(list.data !== undefined || (sheets.data !== undefined && choice === null)) && cards.length === 0 && (
        <Empty icon={FileText} title={t("noCard")} hint={t("noCardHint")} />
      )}
      <div class={css.papers}>
        {cards.map(({ content, ...issued }) => (
          <PaperCard key={content.pupil.id} content={content} issued={issued} />
        ))}
      </div>
    </Page>
  );
}
