import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { randomUuid } from "../../../kernel/api";
import { useForm } from "../../../kernel/form";
import { t as shared } from "../../../kernel/messages";
import { href, navigate } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Field, Form } from "../../../ui/Field";
import { Row, Rows } from "../../../ui/Rows";
import { Skeletons, Trouble } from "../../../ui/States";
import { clubs } from "../clubs";
import { keys } from "../keys";
import { t } from "../messages";
import type { Club } from "../requests";
import css from "../pages/Clubs.module.css";

/** The boards of a club, where its members ask. */
export function Boards({ club }: { club: Club }) {
  const world = useWorld();
  const { requests } = clubs(world);
  const [opening, setOpening] = useState(false);
  const list = useQuery({ queryKey: keys.boards(club.id), queryFn: () => requests.boards(club.id) });
  const all = list.data?.data ?? [];
  return (
    <section aria-label={t("clubs.boards")}>
      <h2>{t("clubs.boards")}</h2>
      {list.isPending && <Skeletons count={1} shape="row" />}
      {list.data === undefined && list.error !== null && (
        <Trouble title={t("clubs.error")} error={list.error} retry={() => void list.refetch()} />
      )}
      {list.data !== undefined && all.length === 0 && <p class={css.hint}>{t("clubs.noBoards")}</p>}
      <Rows label={t("clubs.boards")}>
        {all.map(({ id, title, questionsCount }) => (
          <Row key={id}>
            <a href={href("/boards/:id", { id })} dir="auto">
              {title}
            </a>
            <span class={css.hint}>{t("clubs.questions", { count: questionsCount })}</span>
          </Row>
        ))}
      </Rows>
      {club.canManage && world.may("boards:manage") && !opening && (
        <Button onClick={() => setOpening(true)}>{t("clubs.newBoard")}</Button>
      )}
      {opening && <NewBoard club={club} onDone={() => setOpening(false)} />}
    </section>
  );
}

function NewBoard({ club, onDone }: { club: Club; onDone: () => void }) {
  const world = useWorld();
  const { requests } = clubs(world);
  const [key] = useState(randomUuid);
  const form = useForm({ title: "" }, async ({ title }) => {
    const { id } = await requests.openBoard(club.id, title.trim(), key);
    world.refetches.request(keys.boards(club.id));
    await navigate(href("/boards/:id", { id }));
  });
  return (
    <Form form={form} data-form="club-board">
      <Field form={form} name="title" label={t("clubs.boardTitle")} maxLength={120} required autofocus />
      <Actions end>
        <Button kind="quiet" onClick={onDone}>
          {shared("app.cancel")}
        </Button>
        <Button kind="primary" type="submit" aria-disabled={form.busy}>
          {t("clubs.openBoard")}
        </Button>
      </Actions>
    </Form>
  );
}
