import { useState } from "preact/hooks";

import { ApiError } from "../../../kernel/api";
import { number } from "../../../kernel/i18n";
import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { t } from "../messages";
import { type Kind, KINDS, type Work, isOver, rebuilds } from "../model/rebuilds";
import { requests } from "../requests";
import css from "./Rebuild.module.css";

/** What is derived from the texts of a school, built anew by whoever runs it. */
export default function RebuildPage() {
  return (
    <Page title={t("rebuild.title")} lead={t("rebuild.lead")} back={{ href: "/school", label: t("rebuild.back") }}>
      {KINDS.map((kind) => (
        <One key={kind} kind={kind} />
      ))}
    </Page>
  );
}

function One({ kind }: { kind: Kind }) {
  const world = useWorld();
  const area = rebuilds(world);
  const work = area.works.value[kind];
  const [asking, setAsking] = useState(false);
  const [refused, setRefused] = useState(false);
  const goesOn = work !== undefined && (work.told === null || !isOver(work.told));

  async function begin() {
    setAsking(true);
    try {
      area.began(kind, (await requests.rebuild(kind)).jobId);
      setRefused(false);
    } catch (error) {
      if (error instanceof ApiError && error.code === "no_embedder") setRefused(true);
      else fail(error);
    }
    setAsking(false);
  }

  return (
    <Card aria-label={t(`rebuild.${kind}`)} data-rebuild={kind}>
      <h2 class={css.name}>{t(`rebuild.${kind}`)}</h2>
      <p class={css.soft}>{t(`rebuild.${kind}.hint`)}</p>
      {work !== undefined && <Progress work={work} />}
      {refused && (
        <p role="status">
          {t("rebuild.refused")}{" "}
          {world.may("flags:manage") && <a href="/school/functions">{t("rebuild.functions")}</a>}
        </p>
      )}
      <Actions>
        <Button disabled={asking || goesOn} onClick={() => void begin()}>
          {t(`rebuild.${kind}.go`)}
        </Button>
      </Actions>
    </Card>
  );
}

function Progress({ work: { told } }: { work: Work }) {
  if (told === null) return <p role="status">{t("rebuild.begun")}</p>;
  if (told.status === "DONE") return <p role="status">{t("rebuild.done", { done: told.done })}</p>;
  if (isOver(told)) return <p role="status">{t("rebuild.failed")}</p>;
  const { done, total } = told;
  return (
    <label class={css.progress}>
      <span role="status">{t("rebuild.of", { done: number(done), total: number(total) })}</span>
      <progress max={Math.max(1, total)} value={done} />
    </label>
  );
}
