import { useState } from "preact/hooks";

import { href, navigate } from "../../../../kernel/router";
import { fail } from "../../../../kernel/toast";
import { useWorld } from "../../../../kernel/world";
import { Button } from "../../../../ui/Button";
import { Actions, Card } from "../../../../ui/Card";
import { Page } from "../../../../ui/Page";
import { keys } from "../keys";
import { t } from "../messages";
import { CourseFields, courseOf, newCourse } from "../parts/CourseFields";
import { requests } from "../requests";

/** Begin a course. */
export default function NewCoursePage() {
  const { cache } = useWorld();
  const [draft, setDraft] = useState(newCourse);
  const [busy, setBusy] = useState(false);
  const empty = draft.title.trim() === "";

  async function create() {
    setBusy(true);
    try {
      const course = await requests.create(courseOf(draft, null));
      cache.setQueryData(keys.course(course.id), course);
      void cache.invalidateQueries({ queryKey: keys.lists });
      await navigate(href("/courses/:id/edit", { id: course.id }), { replace: true });
    } catch (error) {
      fail(error);
      setBusy(false);
    }
  }

  return (
    <Page title={t("new")} lead={t("newLead")} back={{ href: "/courses", label: t("title") }}>
      <Card>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (!busy && !empty) void create();
          }}
        >
          <CourseFields draft={draft} set={(fields) => setDraft({ ...draft, ...fields })} />
          <Actions end>
            <Button kind="primary" type="submit" aria-disabled={busy || empty}>
              {t("create")}
            </Button>
          </Actions>
        </form>
      </Card>
    </Page>
  );
}
