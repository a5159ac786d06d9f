import { Activity, ClipboardList, GraduationCap, type LucideIcon, MessageCircleQuestion, Vote } from "lucide-preact";

import { useWorld } from "../../../kernel/world";
import { CodeForm } from "../../../shared/CodeForm";
import { CardLink } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { t } from "../messages";
import css from "./Classroom.module.css";

/** Ways into the classroom: a code, and its parts. */
export default function ClassroomPage() {
  const world = useWorld();
  const hosts = world.may("live:host");
  return (
    <Page title={t("title")} lead={t("lead")}>
      <CodeForm />
      <nav class={css.ways} aria-label={t("title")}>
        {world.may("courses:read") && <Way icon={GraduationCap} href="/courses" title={t("courses")} hint={t("coursesHint")} />}
        {world.may("quizzes:attempt") && (
          <Way icon={ClipboardList} href="/quizzes" title={t("quizzes")} hint={t(hosts ? "quizzesHost" : "quizzesHint")} />
        )}
        {world.may("questions:read") && (
          <Way icon={MessageCircleQuestion} href="/boards" title={t("boards")} hint={t("boardsHint")} />
        )}
        <Way icon={Vote} href="/pulses" title={t("surveys")} hint={t("surveysHint")} />
        <Way icon={Activity} href="/activity" title={t("activity")} hint={t("activityHint")} />
      </nav>
    </Page>
  );
}

interface WayProps {
  icon: LucideIcon;
  href: string;
  title: string;
  hint: string;
}

function Way({ icon: Icon, href, title, hint }: WayProps) {
  return (
    <CardLink href={href}>
      <span class={css.way}>
        <span class={css.icon} data-to={href}>
          <Icon size={24} aria-hidden="true" />
        </span>
        <span class={css.words}>
          <b class={css.title}>{title}</b>
          <span class={css.hint}>{hint}</span>
        </span>
      </span>
    </CardLink>
  );
}
