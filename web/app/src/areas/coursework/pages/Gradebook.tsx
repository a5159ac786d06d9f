import { useQuery } from "@tanstack/preact-query";
import { Table } from "lucide-preact";

import { inLanguage } from "../../../kernel/i18n";
import { type PageProps, href } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { ButtonLink } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { coursework } from "../coursework";
import { keys } from "../keys";
import { t } from "../messages";
import { Grid } from "../parts/Grid";
import { requests } from "../requests";

/** The gradebook of a course, typed into like a spreadsheet. */
export default function GradebookPage({ params: { id } }: PageProps<"/courses/:id/gradebook">) {
  coursework(useWorld());
  const { data, error, isPending, refetch } = useQuery({ queryKey: keys.book(id), queryFn: () => requests.book(id) });
  const empty = data !== undefined && (data.items.length === 0 || data.rows.length === 0);
  return (
    <Page
      title={t("book.title")}
      lead={data === undefined ? t("book.lead") : `${inLanguage(data.courseTitle, data.courseTitleKh)} · ${t("book.lead")}`}
      back={{ href: href("/courses/:id/assignments", { id }), label: t("works.title") }}
    >
      <Actions>
        <ButtonLink href={href("/courses/:id/gradebook/rules", { id })}>{t("rules.title")}</ButtonLink>
        <ButtonLink href={href("/courses/:id/gradebook/table", { id })}>{t("table.title")}</ButtonLink>
        <ButtonLink href={href("/courses/:id/figures", { id })}>{t("book.figures")}</ButtonLink>
      </Actions>
      {isPending && <Skeletons count={4} shape="row" />}
      {data === undefined && error !== null && (
        <Trouble title={t("book.error")} error={error} retry={() => void refetch()} />
      )}
      {empty && <Empty icon={Table} title={t("book.none")} hint={t("book.noneHint")} />}
      {data !== undefined && !empty && <Grid book={data} />}
    </Page>
  );
}
