import { useQuery } from "@tanstack/preact-query";

import { fail } from "../../../../kernel/toast";
import { useWorld } from "../../../../kernel/world";
import { LinkButton } from "../../../../ui/Button";
import { Card } from "../../../../ui/Card";
import { keys } from "../keys";
import { t } from "../messages";
import { type CourseRead, requests } from "../requests";
import css from "./Announcements.module.css";

/** Questions of boards that were answered for all. */
export function Faq({ course }: { course: CourseRead }) {
  const { cache } = useWorld();
  const { data } = useQuery({ queryKey: keys.faq(course.id), queryFn: () => requests.faq(course.id) });
  const found = data?.data ?? [];
  if (found.length === 0) return null;
  async function remove(entryId: string) {
    try {
      await requests.removeFaq(course.id, entryId);
      await cache.invalidateQueries({ queryKey: keys.faq(course.id) });
    } catch (error) {
      fail(error);
    }
  }
  return (
    <Card aria-label={t("faq")}>
      <div class={css.head}>
        <h2>{t("faq")}</h2>
      </div>
      <div>
        {found.map(({ id, question, answer }) => (
          <details key={id} class={css.question}>
            <summary dir="auto">{question}</summary>
            <p dir="auto">{answer}</p>
            {course.canTeach && course.status !== "ARCHIVED" && (
              <LinkButton onClick={() => void remove(id)}>{t("faqRemove")}</LinkButton>
            )}
          </details>
        ))}
      </div>
    </Card>
  );
}
