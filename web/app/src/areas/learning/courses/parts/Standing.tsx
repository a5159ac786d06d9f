import { useState } from "preact/hooks";

import { t as shared } from "../../../../kernel/messages";
import { href, navigate } from "../../../../kernel/router";
import { fail, toast } from "../../../../kernel/toast";
import { useWorld } from "../../../../kernel/world";
import { Button } from "../../../../ui/Button";
import { Actions } from "../../../../ui/Card";
import { NumberField } from "../../../../ui/Controls";
import { Dialog, askFirst } from "../../../../ui/Dialog";
import { Line } from "../../../../ui/TextFields";
import { keys } from "../keys";
import { t } from "../messages";
import { type CourseRead, requests } from "../requests";

/** Publish a course, take it back, copy, archive or delete it. */
export function Standing({ course }: { course: CourseRead }) {
  const { cache } = useWorld();
  const [copying, setCopying] = useState(false);
  const { id, status } = course;

  async function become(wanted: CourseRead["status"]) {
    try {
      cache.setQueryData(keys.course(id), await requests.setStatus(id, wanted));
      toast(t(wanted === "PUBLISHED" ? "published" : "saved"));
      void cache.invalidateQueries({ queryKey: keys.lists });
    } catch (error) {
      fail(error);
    }
  }

  async function sure(what: "archive" | "delete"): Promise<boolean> {
    const words = { title: t(`${what}Title`), text: t(`${what}Text`), confirm: t(what), cancel: shared("app.cancel") };
    return askFirst({ ...words, danger: what === "delete" });
  }

  async function archive() {
    if (await sure("archive")) await become("ARCHIVED");
  }

  async function remove() {
    if (!(await sure("delete"))) return;
    try {
      await requests.remove(id);
    } catch (error) {
      return fail(error);
    }
    await navigate("/courses", { replace: true });
    void cache.invalidateQueries({ queryKey: ["courses"] });
  }

  return (
    <>
      <Actions>
        {status === "DRAFT" && (
          <Button kind="primary" onClick={() => void become("PUBLISHED")}>
            {t("publish")}
          </Button>
        )}
        {status === "PUBLISHED" && <Button onClick={() => void become("DRAFT")}>{t("unpublish")}</Button>}
        {status === "ARCHIVED" && (
          <Button kind="primary" onClick={() => void become(course.publishedAt === null ? "DRAFT" : "PUBLISHED")}>
            {t("unarchive")}
          </Button>
        )}
        <Button onClick={() => setCopying(true)}>{t("copy")}</Button>
        {course.canOwn && status !== "ARCHIVED" && (
          <Button kind="quiet" onClick={() => void archive()}>
            {t("archive")}
          </Button>
        )}
        {course.canOwn && (
          <Button kind="quiet" onClick={() => void remove()}>
            {t("delete")}
          </Button>
        )}
      </Actions>
      {copying && <Copy course={course} onClose={() => setCopying(false)} />}
    </>
  );
}

function Copy({ course, onClose }: { course: CourseRead; onClose: () => void }) {
  const { cache } = useWorld();
  const [title, setTitle] = useState(course.title);
  const [days, setDays] = useState<number | null>(364);
  async function copy() {
    const { title: before, titleKh } = course;
    const renamed = title.trim() !== before;
    try {
      const made = await requests.copy(course.id, {
        title: title.trim() || null,
        titleKh: renamed ? null : titleKh,
        shiftDays: Math.round(days ?? 0),
      });
      void cache.invalidateQueries({ queryKey: keys.lists });
      toast(t("copied"));
      onClose();
      await navigate(href("/courses/:id/edit", { id: made.id }));
    } catch (error) {
      fail(error);
    }
  }
  return (
    <Dialog title={t("copyTitle")} onClose={onClose}>
      <Line label={t("field.title")} value={title} maxLength={200} onText={setTitle} />
      <NumberField label={t("copyDays")} value={days} min={-3660} max={3660} onNumber={setDays} />
      <Actions end>
        <Button onClick={onClose}>{shared("app.cancel")}</Button>
        <Button kind="primary" onClick={() => void copy()}>
          {t("copy")}
        </Button>
      </Actions>
    </Dialog>
  );
}
