import { ClipboardList, FileText, Film, Link, type LucideIcon } from "lucide-preact";
import type { ComponentChildren } from "preact";

import { href } from "../../../../kernel/router";
import { ButtonLink } from "../../../../ui/Button";
import { Card, Chip } from "../../../../ui/Card";
import { Row, Rows } from "../../../../ui/Rows";
import { t } from "../messages";
import type { LessonRead, OutlineRead } from "../requests";
import css from "./Beside.module.css";

type Resource = LessonRead["resources"][number];
const ICONS: Record<Resource["kind"], LucideIcon> = { FILE: FileText, LINK: Link, VIDEO: Film, QUIZ: ClipboardList };

interface BesideProps {
  lesson: LessonRead;
  quizzes: OutlineRead["quizzes"];
  /** What can be done with each, where it is being edited. */
  tools?: (resource: Resource) => ComponentChildren;
}

/** What stands beside the text of a lesson. */
export function Beside({ lesson, quizzes, tools }: BesideProps) {
  return (
    <Card aria-label={t("beside")}>
      <h2 class={css.heading}>{t("beside")}</h2>
      <Rows label={t("beside")}>
        {lesson.resources.map((resource) => (
          <One key={resource.id} resource={resource} quiz={quizzes.find(({ quizId }) => quizId === resource.quizId)} tools={tools?.(resource)} />
        ))}
      </Rows>
    </Card>
  );
}

function One({ resource, quiz, tools }: { resource: Resource; quiz: OutlineRead["quizzes"][number] | undefined; tools: ComponentChildren }) {
  const { kind, title, url, quizId, file } = resource;
  const Icon = ICONS[kind];
  const address = url ?? file?.url;
  const picture = file !== null && file.kind === "IMAGE" && file.thumbUrl !== null;
  return (
    <Row
      picture={<Icon size={20} aria-hidden="true" />}
      actions={
        <>
          {quizId !== null && (
            <ButtonLink size="small" href={href("/quizzes/:id", { id: quizId })}>
              {t("quizTake")}
            </ButtonLink>
          )}
          {tools}
        </>
      }
    >
      {address === undefined ? (
        <span dir="auto">{title}</span>
      ) : (
        <a href={address} target="_blank" rel="noopener noreferrer" dir="auto">
          {title}
        </a>
      )}
      {quiz?.passed === true && <Chip kind="calm">{t("quizPassed")}</Chip>}
      {quiz !== undefined && !quiz.passed && quiz.bestScore !== null && (
        <span class={css.note}>{t("quizBest", { count: Math.round(quiz.bestScore) })}</span>
      )}
      {picture && <img class={css.picture} src={file.thumbUrl ?? ""} alt={file.alt ?? title} />}
    </Row>
  );
}
