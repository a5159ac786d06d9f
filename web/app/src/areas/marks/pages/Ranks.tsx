import { useQuery } from "@tanstack/preact-query";
import { Printer, Users } from "lucide-preact";

import { inLanguage } from "../../../kernel/i18n";
import type { PageProps } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Page } from "../../../ui/Page";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { marks } from "../marks";
import { t } from "../messages";
import { textOf } from "../model/periods";
import css from "../parts/Marks.module.css";
import { ChoicePick, ClassTabs, useChoice } from "../parts/Tools";
import { choiceName, latinOf, missingIn, nameOf } from "../parts/words";
import { type Ranks, requests } from "../requests";

/** A class by rank, to read and to print. */
export default function RanksPage({ params: { id } }: PageProps<"/marks/classes/:id/ranks">) {
  marks(useWorld());
  const { sheets, terms, choice, setChosen } = useChoice(id);
  const list = useQuery({
    queryKey: keys.ranks(id, choice === null ? "" : textOf(choice)),
    queryFn: () => requests.ranks(id, choice ?? { scope: "YEAR" }),
    enabled: choice !== null,
  });
  const broken = sheets.error ?? list.error;
  return (
    <Page title={sheets.data === undefined ? t("tab.ranks") : t("ranksOf", { name: sheets.data.className })} back={{ href: "/marks", label: t("classes") }}>
      <ClassTabs id={id} tab="ranks" />
      <div class={css.tools}>
        <ChoicePick terms={terms} choice={choice} onChoose={setChosen} />
        <Button disabled={list.data === undefined} onClick={() => print()}>
          <Printer size={18} aria-hidden="true" /> {t("print")}
        </Button>
      </div>
      {broken === null && (sheets.isPending || (choice !== null && list.isPending)) && <Skeletons count={6} shape="row" />}
      {broken !== null && (
        <Trouble title={t("error")} error={broken} retry={() => void (sheets.error ? sheets.refetch() : list.refetch())} />
      )}
      {(list.data?.data.length === 0 || (sheets.data !== undefined && choice === null)) && (
        <Empty icon={Users} title={t("noPupil")} hint={t("nothingTaughtHint")} />
      )}
      {list.data !== undefined && choice !== null && list.data.data.length > 0 && (
        <Table list={list.data} of={choiceName(choice, terms)} />
      )}
    </Page>
  );
}

function Table({ list, of }: { list: Ranks; of: string }) {
  const { tenant } = useWorld().me;
  return (
    <section class={css.paper} aria-label={t("ranksOf", { name: list.className })} data-ranks>
      <h2 dir="auto">
        {inLanguage(tenant.name, tenant.nameKh)} · {list.className} · {of} · {list.yearName}
      </h2>
      <p class={css.soft}>{t("rankedOf", { ranked: list.ranked, count: list.data.length })}</p>
      <div class={css.scroll} role="region" aria-label={of} tabIndex={0}>
        <table class={`${css.table} ${css.ranks}`}>
          <thead>
            <tr>
              <th scope="col" data-number>
                {t("rank")}
              </th>
              <th scope="col">{t("pupil")}</th>
              <th scope="col" data-number>
                {t("average")}
              </th>
              <th scope="col">{t("mention")}</th>
            </tr>
          </thead>
          <tbody>
            {list.data.map((pupil) => (
              <tr key={pupil.studentId}>
                <td data-number>{pupil.rank ?? "–"}</td>
                <th scope="row" class={css.name}>
                  <span dir="auto">{nameOf(pupil)}</span>
                  {latinOf(pupil) !== null && <span class={css.latin}>{latinOf(pupil)}</span>}
                </th>
                <td data-number>{pupil.average ?? "–"}</td>
                <td class={css.said}>
                  {pupil.mentionLabel === null ? missingIn(pupil.missing) : inLanguage(pupil.mentionLabel, pupil.mentionLabelKh)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
