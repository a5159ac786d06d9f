import { BookX } from "lucide-preact";

import { ButtonLink } from "../../../../ui/Button";
import { Empty } from "../../../../ui/States";
import { t } from "../messages";

/** What stands where there is no such course for the reader. */
export function CourseGone() {
  return (
    <Empty icon={BookX} title={t("gone")} hint={t("goneHint")}>
      <ButtonLink href="/courses">{t("title")}</ButtonLink>
    </Empty>
  );
}
