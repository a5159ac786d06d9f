import { useQuery } from "@tanstack/preact-query";

import { Skeletons, Trouble } from "../../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { type Recommendation, requests } from "../requests";
import { CourseCard } from "./CourseCard";
import css from "./Recommended.module.css";

/** Courses that the reader may like, each with the reasons in words. */
export function Recommended() {
  const { data, error, isPending, refetch } = useQuery({ queryKey: keys.recommended, queryFn: requests.recommended });
  const found = data?.data ?? [];
  return (
    <section class={css.part} aria-labelledby="recommended">
      <h2 id="recommended">{t("recommended")}</h2>
      {isPending && <Skeletons count={1} shape="row" />}
      {data === undefined && error !== null && (
        <Trouble title={t("error")} error={error} retry={() => void refetch()} />
      )}
      {data !== undefined && found.length === 0 && <p class={css.why}>{t("noneRecommended")}</p>}
      {found.length > 0 && (
        <ul class={css.list}>
          {found.map(({ course, reasons }) => (
            <li key={course.id} data-recommended={course.id}>
              <CourseCard course={course} />
              <ul class={css.why} aria-label={t("recommendedWhy")}>
                {reasons.map((reason) => (
                  <li key={reason.kind} dir="auto">
                    {inWords(reason, course.category)}
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function inWords({ kind, people }: Recommendation["reasons"][number], subject: string | null): string {
  return t(`recommended.${kind}`, { count: people ?? 0, subject: subject ?? "" });
}
