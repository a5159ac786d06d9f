import { useQuery } from "@tanstack/preact-query";

import { isGone } from "../../../kernel/errors";
import { inLanguage } from "../../../kernel/i18n";
import { href } from "../../../kernel/router";
import { CardLink } from "../../../ui/Card";
import { Reading } from "../../../ui/Reading";
import { keys } from "../keys";
import { t } from "../messages";
import { requests } from "../requests";
import css from "./Campus.module.css";

/** The courses of a child, each leading to the grades in it that were released. */
export function ChildGrades({ userId }: { userId: string }) {
  const query = useQuery({ queryKey: keys.childGrades(userId), queryFn: () => requests.gradebooks(userId) });
  // A guardian whom the school does not let see grades finds none: nothing has failed.
  if (isGone(query.error)) return null;
  return (
    <Reading error={t("error")} query={query}>
      {({ data }) =>
        data.length === 0 ? null : (
          <section class={css.pupils} aria-label={t("grades")}>
            <h2>{t("grades")}</h2>
            {data.map(({ courseId, title, titleKh }) => (
              <CardLink key={courseId} href={`${href("/courses/:id/grades", { id: courseId })}?student=${userId}`}>
                {inLanguage(title, titleKh)}
              </CardLink>
            ))}
          </section>
        )
      }
    </Reading>
  );
}
