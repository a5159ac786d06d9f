import { useQuery } from "@tanstack/preact-query";
import { FileText, Printer } from "lucide-preact";

import { inLanguage } from "../../../kernel/i18n";
import type { PageProps } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Page } from "../../../ui/Page";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { marks } from "../marks";
import { t } from "../messages";
import css from "../parts/Marks.module.css";
import { latinOf, nameOf } from "../parts/words";
import { requests } from "../requests";

/** A pupil's years at the school, to print. */
export default function TranscriptPage({ params: { id } }: PageProps<"/marks/pupils/:id/transcript">) {
  const world = useWorld();
  marks(world);
  const { tenant } = world.me;
  const { data, error, isPending, refetch } = useQuery({
    queryKey: keys.transcript(id),
    queryFn: () => requests.transcript(id),
  });
  const action = (
    <Button disabled={data === undefined} onClick={() => print()}>
      <Printer size={18} aria-hidden="true" /> {t("print")}
    </Button>
  );
  return (
    <Page title={t("transcript")} back={{ href: `/marks/pupils/${id}`, label: t("title") }} action={action}>
      {isPending && <Skeletons count={4} shape="row" />}
      {!isPending && data === undefined && <Trouble title={t("error")} error={error} retry={() => void refetch()} />}
      {data !== undefined && data.data.length === 0 && (
        <Empty icon={FileText} title={t("noYear")} hint={t("noYearHint")} />
      )}
      {data !== undefined && data.data.length > 0 && (
        <section class={css.paper} data-transcript>
          <h2 dir="auto">
            {inLanguage(tenant.name, tenant.nameKh)} · {nameOf(data.pupil)}
          </h2>
          <p class={css.soft}>{[latinOf(data.pupil), data.pupil.number].filter(Boolean).join(" · ")}</p>
          <div class={css.scroll} role="region" aria-label={t("transcript")} tabIndex={0}>
            <table class={css.table}>
              <thead>
                <tr>
                  <th scope="col">{t("year")}</th>
                  <th scope="col">{t("class")}</th>
                  <th scope="col">{t("parts")}</th>
                  <th scope="col" data-number>
                    {t("average")}
                  </th>
                  <th scope="col">{t("rank")}</th>
                  <th scope="col">{t("mention")}</th>
                </tr>
              </thead>
              <tbody>
                {data.data.map((year) => (
                  <tr key={`${year.yearName} ${year.className}`}>
                    <th scope="row" class={css.name}>
                      {year.yearName}
                    </th>
                    <td>{year.className}</td>
                    <td>
                      {year.parts.map((part) => (
                        <span key={part.period} class={css.latin}>
                          {inLanguage(part.name ?? part.period, part.nameKh)}: {part.average ?? (part.absent ? t("notHere") : "–")}
                        </span>
                      ))}
                    </td>
                    <td data-number>{year.average === null ? "–" : `${year.average} / ${Number(year.fullMark)}`}</td>
                    <td>{year.rank === null ? t("unranked") : t("rankOf", { rank: year.rank, count: year.outOf })}</td>
                    <td>{year.mentionLabel === null ? "–" : inLanguage(year.mentionLabel, year.mentionLabelKh)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
    </Page>
  );
}
