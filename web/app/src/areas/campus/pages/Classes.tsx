import { useQuery } from "@tanstack/preact-query";
import { School } from "lucide-preact";

import { href } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { ButtonLink } from "../../../ui/Button";
import { Chip } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { Reading } from "../../../ui/Reading";
import { Row, Rows } from "../../../ui/Rows";
import { Empty } from "../../../ui/States";
import { campus } from "../campus";
import { keys } from "../keys";
import { t } from "../messages";
import css from "../parts/Campus.module.css";
import { requests } from "../requests";

/** The classes of the year: the caller's own, or all of them for who runs the school. */
export default function ClassesPage() {
  const world = useWorld();
  campus(world);
  const office = world.may("school:manage");
  const query = useQuery({ queryKey: keys.classes, queryFn: () => requests.classes({ mine: !office }) });
  const setUp = office && <ButtonLink href="/school/year">{t("setUpYear")}</ButtonLink>;
  return (
    <Page title={t("title.classes")} lead={t("lead.classes")} action={setUp}>
      <Reading error={t("error")} query={query}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty icon={School} title={t("noClass")} hint={t(office ? "noClassOffice" : "noClassHint")} />
          ) : (
            <Rows label={t("title.classes")}>
              {data.map((one) => (
                <Row
                  key={one.id}
                  href={href("/classes/:id", { id: one.id })}
                  aside={
                    <span class={css.edge}>
                      <ButtonLink size="small" href={href("/classes/:id/attendance", { id: one.id })}>
                        {t("attendance")}
                      </ButtonLink>
                    </span>
                  }
                >
                  <span class={css.line}>
                    <b dir="auto">{one.name}</b>
                    {one.archivedAt !== null && <Chip>{t("archived")}</Chip>}
                  </span>
                  <span class={css.soft}>
                    {t("pupilCount", { count: one.studentCount })}
                    {one.homeroomTeacherName !== null && ` · ${one.homeroomTeacherName}`}
                  </span>
                </Row>
              ))}
            </Rows>
          )
        }
      </Reading>
    </Page>
  );
}
