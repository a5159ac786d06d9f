import { useState } from "preact/hooks";

import { type PageProps, href, navigate } from "../../../kernel/router";
import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { keys } from "../keys";
import { t } from "../messages";
import { flawOf, newWork, workOf } from "../model/workDraft";
import { WorkFields } from "../parts/WorkFields";
import { requests } from "../requests";
import css from "./Coursework.module.css";

/** Begin an assignment of a course. */
export default function NewAssignmentPage({ params: { id } }: PageProps<"/courses/:id/assignments/new">) {
  const { cache } = useWorld();
  const [draft, setDraft] = useState(newWork);
  const [busy, setBusy] = useState(false);
  const flaw = flawOf(draft);
  async function create() {
    setBusy(true);
    try {
      const work = await requests.create(id, workOf(draft));
      cache.setQueryData(keys.work(work.id), work);
      void cache.invalidateQueries({ queryKey: keys.works(id) });
      await navigate(href("/assignments/:id/edit", { id: work.id }), { replace: true });
    } catch (error) {
      fail(error);
      setBusy(false);
    }
  }
  return (
    <Page title={t("set.new")} lead={t("set.newLead")} back={{ href: href("/courses/:id/assignments", { id }), label: t("works.title") }}>
      <Card>
        <form
          class={css.form}
          onSubmit={(event) => {
            event.preventDefault();
            if (!busy && flaw === null) void create();
          }}
        >
          <WorkFields courseId={id} draft={draft} set={(fields) => setDraft({ ...draft, ...fields })} />
          {flaw !== null && <p class={css.note}>{t(`flaw.${flaw}`)}</p>}
          <Actions end>
            <Button kind="primary" type="submit" aria-disabled={busy || flaw !== null}>
              {t("set.create")}
            </Button>
          </Actions>
        </form>
      </Card>
    </Page>
  );
}
