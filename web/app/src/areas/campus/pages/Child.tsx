import { useQuery } from "@tanstack/preact-query";

import type { PageProps } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { Card, Chip } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { Reading } from "../../../ui/Reading";
import { Row, Rows } from "../../../ui/Rows";
import { campus } from "../campus";
import { keys } from "../keys";
import { t } from "../messages";
import { day } from "../model/days";
import { namesOf } from "../model/names";
import { ChildGrades } from "../parts/ChildGrades";
import { Notices } from "../parts/Notices";
import css from "../parts/Campus.module.css";
import { requests } from "../requests";

/** How often a child was at school, when not, and what a guardian announces. */
export default function ChildPage({ params: { id } }: PageProps<"/children/:id">) {
  campus(useWorld());
  const record = useQuery({ queryKey: keys.child(id), queryFn: () => requests.record(id) });
  const attendance = useQuery({ queryKey: [...keys.child(id), "attendance"], queryFn: () => requests.attendance(id) });
  const name = record.data === undefined ? t("title.child") : namesOf(record.data).first;
  return (
    <Page title={name} lead={record.data?.className} back={{ href: "/children", label: t("title.children") }}>
      <Reading error={t("error")} query={attendance}>
        {({ figures, marks }) => (
          <Card aria-label={t("attendance")}>
            <h2>{t("attendance")}</h2>
            <p class={css.big}>{figures.rate === null ? t("noRate") : t("yearRate", { rate: figures.rate })}</p>
            <p class={css.soft}>
              {t("absentCount", { count: figures.absent })} · {t("allowedCount", { count: figures.allowed })} · {t("lateCount", { count: figures.late })}
            </p>
            {marks.length > 0 && (
              <Rows label={t("absences")}>
                {marks.slice(0, 60).map((mark) => (
                  <Row key={`${mark.date} ${mark.session}`}>
                    <span class={css.line}>
                      {day(mark.date)} {t(`session.${mark.session}`)}
                      <Chip kind={mark.status === "ABSENT" ? "warn" : "plain"}>{t(`status.${mark.status}`)}</Chip>
                    </span>
                    {mark.remarks !== null && (
                      <span class={css.soft} dir="auto">
                        {mark.remarks}
                      </span>
                    )}
                  </Row>
                ))}
              </Rows>
            )}
          </Card>
        )}
      </Reading>
      {record.data?.userId != null && <ChildGrades userId={record.data.userId} />}
      <Notices studentId={id} />
    </Page>
  );
}
