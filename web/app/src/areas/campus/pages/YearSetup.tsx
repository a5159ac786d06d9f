import { useQuery } from "@tanstack/preact-query";
import { Check, Circle } from "lucide-preact";
import type { ComponentChildren } from "preact";

import { useWorld } from "../../../kernel/world";
import { ButtonLink } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { Reading } from "../../../ui/Reading";
import { campus } from "../campus";
import { keys } from "../keys";
import { t } from "../messages";
import { ClassesStep, GradesStep, ShiftsStep, SubjectsStep, YearStep } from "../parts/SetupSteps";
import css from "../parts/Campus.module.css";
import { requests } from "../requests";

/** How a year is set up, step by step: each says what is there, and what comes next. */
export default function YearSetupPage() {
  campus(useWorld());
  const years = useQuery({ queryKey: keys.years, queryFn: requests.years });
  const structure = useQuery({ queryKey: keys.structure, queryFn: requests.structure });
  const subjects = useQuery({ queryKey: keys.subjects, queryFn: requests.subjects });
  const classes = useQuery({ queryKey: [...keys.classes, "all"], queryFn: () => requests.classes({}) });
  return (
    <Page title={t("title.setup")} lead={t("lead.setup")} back={{ href: "/classes", label: t("title.classes") }}>
      <Actions>
        <ButtonLink href="/school/grading">{t("title.grading")}</ButtonLink>
        <ButtonLink href="/school/rollover">{t("title.rollover")}</ButtonLink>
      </Actions>
      <Reading error={t("error")} query={years}>
        {({ data }) => {
          const year = data.find(({ isCurrent }) => isCurrent);
          return (
            <Reading error={t("error")} query={structure}>
              {(lists) => (
                <ol class={css.steps}>
                  <Step done={year !== undefined} title={t("step.year")}>
                    <YearStep year={year} />
                  </Step>
                  <Step done={lists.grades.length > 0} title={t("step.grades")}>
                    <GradesStep structure={lists} />
                  </Step>
                  <Step done={lists.shifts.length > 0} title={t("step.shifts")}>
                    <ShiftsStep structure={lists} />
                  </Step>
                  <Step done={(subjects.data?.data.length ?? 0) > 0} title={t("step.subjects")}>
                    <SubjectsStep year={year} structure={lists} subjects={subjects.data?.data ?? []} />
                  </Step>
                  <Step done={(classes.data?.data.length ?? 0) > 0} title={t("step.classes")}>
                    <ClassesStep year={year} structure={lists} classes={classes.data?.data ?? []} />
                  </Step>
                </ol>
              )}
            </Reading>
          );
        }}
      </Reading>
    </Page>
  );
}

function Step({ done, title, children }: { done: boolean; title: string; children: ComponentChildren }) {
  const Mark = done ? Check : Circle;
  return (
    <li>
      <Card aria-label={title}>
        <h2 class={css.line}>
          <Mark size={20} aria-hidden="true" />
          {title}
          {done && <span class="visually-hidden">{t("done")}</span>}
        </h2>
        {children}
      </Card>
    </li>
  );
}
