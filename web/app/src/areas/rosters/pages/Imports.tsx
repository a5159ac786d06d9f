import { useQuery } from "@tanstack/preact-query";
import { FileUp } from "lucide-preact";

import { href } from "../../../kernel/router";
import { moment } from "../../../kernel/time";
import { useWorld } from "../../../kernel/world";
import { Card } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { Row, Rows } from "../../../ui/Rows";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { ImportStatus } from "../parts/ImportStatus";
import { NewImport } from "../parts/NewImport";
import { RosterExport } from "../parts/RosterExport";
import { Templates } from "../parts/Templates";
import css from "../parts/Rosters.module.css";
import { type Import, requests } from "../requests";
import { rosters } from "../rosters";

/** Where lists of pupils are brought in, and what was brought in before. */
export default function ImportsPage() {
  const world = useWorld();
  rosters(world);
  const { data, error, isPending, refetch } = useQuery({ queryKey: keys.imports, queryFn: requests.imports });
  return (
    <Page title={t("title.imports")} lead={t("lead.imports")} back={{ href: "/records", label: t("title.records") }}>
      <NewImport />
      <Templates />
      <Card aria-label={t("past")}>
        <h2>{t("past")}</h2>
        {isPending && <Skeletons count={3} shape="row" />}
        {data === undefined && error !== null && <Trouble title={t("error")} error={error} retry={() => void refetch()} />}
        {data?.data.length === 0 && <Empty icon={FileUp} title={t("none")} hint={t("noneHint")} />}
        {data !== undefined && data.data.length > 0 && (
          <Rows label={t("past")}>
            {data.data.map((one) => (
              <Row key={one.id} href={href("/imports/:id", { id: one.id })} actions={<ImportStatus status={one.status} />}>
                <b dir="auto">{one.name}</b>
                <span class={css.soft}>
                  {moment(one.createdAt)} · {inFigures(one)}
                </span>
              </Row>
            ))}
          </Rows>
        )}
      </Card>
      {world.may("exports:manage") && <RosterExport />}
    </Page>
  );
}

function inFigures({ status, counts, problem }: Import): string {
  if (problem !== null) return t(`file.${problem}`);
  if (status === "PLANNING") return t("reading");
  if (status === "DONE") return t("written", { count: counts.applied });
  return t("figures", { create: counts.create, change: counts.change, error: counts.error });
}
