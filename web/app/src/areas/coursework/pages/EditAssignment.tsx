import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { inLanguage } from "../../../kernel/i18n";
import { t as shared } from "../../../kernel/messages";
import { type PageProps, href, navigate } from "../../../kernel/router";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { askFirst } from "../../../ui/Dialog";
import { Page } from "../../../ui/Page";
import { Skeletons, Trouble } from "../../../ui/States";
import { coursework } from "../coursework";
import { keys } from "../keys";
import { t } from "../messages";
import { draftOf, flawOf, workOf } from "../model/workDraft";
import { Extensions } from "../parts/Extensions";
import { RubricEditor } from "../parts/RubricEditor";
import { WorkFields } from "../parts/WorkFields";
import { type WorkRead, requests } from "../requests";
import css from "./Coursework.module.css";

/** Where an assignment is written: what it asks for, its rubric, and other dates for some. */
export default function EditAssignmentPage({ params: { id } }: PageProps<"/assignments/:id/edit">) {
  coursework(useWorld());
  const { data: work, error, isPending, refetch } = useQuery({ queryKey: keys.work(id), queryFn: () => requests.work(id) });
  return (
    <Page
      title={t("set.edit")}
      lead={work && <span dir="auto">{inLanguage(work.title, work.titleKh)}</span>}
      back={{ href: href("/assignments/:id", { id }), label: t("work.one") }}
    >
      {isPending && <Skeletons count={2} shape="post" />}
      {work === undefined && error !== null && (
        <Trouble title={t("work.error")} error={error} retry={() => void refetch()} />
      )}
      {work !== undefined && !work.canEdit && <p>{t("set.notYours")}</p>}
      {work?.canEdit && (
        <>
          <Fields key={work.version} work={work} />
          <RubricEditor work={work} />
          <Extensions work={work} />
          <Removal work={work} />
        </>
      )}
    </Page>
  );
}

function Fields({ work }: { work: WorkRead }) {
  const { cache } = useWorld();
  const [draft, setDraft] = useState(() => draftOf(work));
  const [busy, setBusy] = useState(false);
  const flaw = flawOf(draft);
  async function save() {
    setBusy(true);
    try {
      const saved = await requests.change(work.id, { ...workOf(draft), version: work.version });
      cache.setQueryData(keys.work(work.id), saved);
      void cache.invalidateQueries({ queryKey: keys.works(work.courseId) });
      toast(t("set.saved"));
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Card aria-label={t("set.what")}>
      <h2>{t("set.what")}</h2>
      <form
        class={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && flaw === null) void save();
        }}
      >
        <WorkFields courseId={work.courseId} draft={draft} set={(fields) => setDraft({ ...draft, ...fields })} />
        {flaw !== null && <p class={css.note}>{t(`flaw.${flaw}`)}</p>}
        <Actions end>
          <Button kind="primary" type="submit" aria-disabled={busy || flaw !== null}>
            {shared("app.save")}
          </Button>
        </Actions>
      </form>
    </Card>
  );
}

function Removal({ work }: { work: WorkRead }) {
  const { cache } = useWorld();
  async function remove() {
    const words = { title: t("set.removeTitle"), text: t("set.removeText"), confirm: t("set.remove"), cancel: shared("app.cancel") };
    if (!(await askFirst(words))) return;
    try {
      await requests.remove(work.id);
    } catch (error) {
      return fail(error);
    }
    await navigate(href("/courses/:id/assignments", { id: work.courseId }), { replace: true });
    await cache.invalidateQueries({ queryKey: ["coursework"] });
  }
  return (
    <Actions end>
      <Button kind="danger" onClick={() => void remove()}>
        {t("set.remove")}
      </Button>
    </Actions>
  );
}
