import { useQuery } from "@tanstack/preact-query";
import { Users } from "lucide-preact";

import { inLanguage } from "../../../kernel/i18n";
import { type PageProps, href } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { ButtonLink } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { Reading } from "../../../ui/Reading";
import { Row, Rows } from "../../../ui/Rows";
import { Empty } from "../../../ui/States";
import { campus } from "../campus";
import { keys } from "../keys";
import { t } from "../messages";
import { PupilName } from "../parts/PupilName";
import { requests } from "../requests";

/** A class: who teaches in it, and who is in it today. */
export default function ClassPage({ params: { id } }: PageProps<"/classes/:id">) {
  const world = useWorld();
  campus(world);
  const one = useQuery({ queryKey: keys.oneClass(id), queryFn: () => requests.oneClass(id) });
  const roster = useQuery({ queryKey: [...keys.oneClass(id), "roster"], queryFn: () => requests.roster(id) });
  const office = world.may("enrollment:manage");
  return (
    <Page
      title={one.data?.name ?? t("title.class")}
      lead={one.data && [inLanguage(one.data.gradeName ?? "", one.data.gradeNameKh), one.data.yearName].filter(Boolean).join(" · ")}
      back={{ href: "/classes", label: t("title.classes") }}
      action={
        <ButtonLink kind="primary" href={href("/classes/:id/attendance", { id })}>
          {t("takeAttendance")}
        </ButtonLink>
      }
    >
      <Actions>
        <ButtonLink href={href("/classes/:id/month", { id })}>{t("title.month")}</ButtonLink>
      </Actions>
      <Reading error={t("error")} query={one}>
        {({ teachers, homeroomTeacherName }) => (
          <Card aria-label={t("teachers")}>
            <h2>{t("teachers")}</h2>
            <p>{homeroomTeacherName === null ? t("noLead") : t("ledBy", { name: homeroomTeacherName })}</p>
            <ul>
              {teachers.map((each) => (
                <li key={`${each.userId} ${each.subjectId}`} dir="auto">
                  {inLanguage(each.subjectName, each.subjectNameKh)}: {each.name}
                </li>
              ))}
            </ul>
          </Card>
        )}
      </Reading>
      <Reading error={t("error")} query={roster}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty icon={Users} title={t("noPupil")} hint={t("noPupilHint")} />
          ) : (
            <Rows label={t("pupils")}>
              {data.map((pupil) => (
                <Row key={pupil.studentId} {...(office && { href: href("/records/:id", { id: pupil.studentId }) })}>
                  <PupilName person={pupil} note={pupil.studentNumber} />
                </Row>
              ))}
            </Rows>
          )
        }
      </Reading>
    </Page>
  );
}
