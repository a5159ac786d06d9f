import { useQuery } from "@tanstack/preact-query";
import { Users } from "lucide-preact";

import { href } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { CardLink, Chip } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { Reading } from "../../../ui/Reading";
import { Empty } from "../../../ui/States";
import { campus } from "../campus";
import { keys } from "../keys";
import { t } from "../messages";
import { PupilName } from "../parts/PupilName";
import css from "../parts/Campus.module.css";
import { requests } from "../requests";

/** A guardian's children, each with today and this month. */
export default function ChildrenPage() {
  campus(useWorld());
  const query = useQuery({ queryKey: keys.children, queryFn: requests.children });
  return (
    <Page title={t("title.children")} lead={t("lead.children")}>
      <Reading error={t("error")} query={query}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty icon={Users} title={t("noChild")} hint={t("noChildHint")} />
          ) : (
            <div class={css.pupils}>
              {data.map((child) => (
                <CardLink key={child.id} href={href("/children/:id", { id: child.id })}>
                  <PupilName person={child} note={child.className} />
                  <span class={css.line}>
                    {child.today !== null && <Chip kind={child.today === "ABSENT" ? "warn" : "calm"}>{t("todayIs", { status: t(`status.${child.today}`) })}</Chip>}
                    {child.absentUntil !== null && <Chip>{t("announced")}</Chip>}
                    <span class={css.soft}>{child.month.rate === null ? t("noRate") : t("monthRate", { rate: child.month.rate })}</span>
                  </span>
                </CardLink>
              ))}
            </div>
          )
        }
      </Reading>
    </Page>
  );
}
