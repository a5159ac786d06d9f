import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { ApiError } from "../../../kernel/api";
import { inLanguage } from "../../../kernel/i18n";
import { href } from "../../../kernel/router";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Pick } from "../../../ui/Controls";
import { t } from "../messages";
import { requests } from "../requests";
import css from "./Host.module.css";
import { useBusy } from "./useBusy";

const failed = (error: unknown) =>
  error instanceof ApiError && error.code === "nobody_to_grade" ? toast(t("host.nobodyToGrade")) : fail(error);

/** Where the host makes the right answers of a game grades of a course; asking twice changes nothing. */
export function ToGradebook({ code }: { code: string }) {
  const { cache } = useWorld();
  const [busy, run] = useBusy(failed);
  const [courseId, setCourseId] = useState("");
  const [done, setDone] = useState<{ courseId: string; graded: number; already: number } | null>(null);
  const { data } = useQuery({ queryKey: ["live", "courses"], queryFn: requests.courses });
  const courses = (data?.data ?? []).filter(({ canTeach }) => canTeach);
  if (courses.length === 0) return null;
  const options = courses.map(({ id, title, titleKh }) => ({ value: id, label: inLanguage(title, titleKh) }));

  async function put() {
    setDone({ courseId, ...(await requests.toGradebook(code, courseId)) });
    void cache.invalidateQueries({ queryKey: ["coursework"] });
  }

  return (
    <form
      class={css.panel}
      aria-label={t("host.toGradebook")}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && courseId !== "") void run(put);
      }}
    >
      <Pick label={t("host.course")} value={courseId} options={[{ value: "", label: "–" }, ...options]} onChoose={setCourseId} />
      <Button type="submit" aria-disabled={busy || courseId === ""}>
        {t("host.toGradebook")}
      </Button>
      <p role="status">
        {done !== null && (
          <a href={href("/courses/:id/gradebook", { id: done.courseId })}>{t("host.graded", { graded: done.graded, already: done.already })}</a>
        )}
      </p>
    </form>
  );
}
