import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/preact-query";
import { UserRoundX } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";

import { href, navigate } from "../../../kernel/router";
import { useForm } from "../../../kernel/form";
import { t as shared } from "../../../kernel/messages";
import { useWorld } from "../../../kernel/world";
import { Button, ButtonLink } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Dialog } from "../../../ui/Dialog";
import { Field, Form } from "../../../ui/Field";
import { Page } from "../../../ui/Page";
import { Reading } from "../../../ui/Reading";
import { Row, Rows } from "../../../ui/Rows";
import { Empty, More } from "../../../ui/States";
import { campus } from "../campus";
import { keys } from "../keys";
import { t } from "../messages";
import { NameFields, filled, noNames } from "../parts/NameFields";
import { PupilName } from "../parts/PupilName";
import css from "../parts/Campus.module.css";
import { requests } from "../requests";

const PAUSE = 200;

const list = (q: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.records, q],
    queryFn: ({ pageParam: cursor }) => requests.records({ limit: 30, cursor, ...(q !== "" && { q }) }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }) => pageInfo.nextCursor,
  });

/** The registrar's search: by any part of a name in either script, or by a number. */
export default function RecordsPage() {
  const world = useWorld();
  campus(world);
  const [typed, setTyped] = useState("");
  const [q, setQ] = useState("");
  const [adding, setAdding] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setQ(typed.trim()), PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
  const query = useInfiniteQuery(list(q));
  const add = (
    <Button kind="primary" onClick={() => setAdding(true)}>
      {t("addPupil")}
    </Button>
  );
  return (
    <Page title={t("title.records")} lead={t("lead.records")} action={add}>
      <div class={css.tools} role="search">
        <label class={css.search}>
          <span class="visually-hidden">{t("findPupil")}</span>
          <input
            class={css.input}
            type="search"
            placeholder={t("findPupil")}
            value={typed}
            maxLength={80}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        {world.may("imports:manage") && <ButtonLink href="/imports">{t("importList")}</ButtonLink>}
      </div>
      <Reading error={t("error")} query={query}>
        {({ pages }) => {
          const all = pages.flatMap((page) => page.data);
          return all.length === 0 ? (
            <Empty icon={UserRoundX} title={t("nobody")} hint={t("nobodyHint")} />
          ) : (
            <Rows label={t("pupils")}>
              {all.map((pupil) => (
                <Row key={pupil.id} href={href("/records/:id", { id: pupil.id })}>
                  <PupilName person={pupil} note={[pupil.studentNumber, pupil.className].filter(Boolean).join(" · ")} />
                </Row>
              ))}
            </Rows>
          );
        }}
      </Reading>
      {query.hasNextPage && <More loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />}
      {adding && <NewPupil onClose={() => setAdding(false)} />}
    </Page>
  );
}

const empty = { ...noNames, dateOfBirth: "" };

function NewPupil({ onClose }: { onClose: () => void }) {
  const { cache } = useWorld();
  const form = useForm(empty, async (values) => {
    const made = await requests.addRecord(filled(values));
    await cache.invalidateQueries({ queryKey: keys.records });
    navigate(href("/records/:id", { id: made.id }));
  });
  return (
    <Dialog title={t("addPupil")} onClose={onClose}>
      <Form form={form}>
        <NameFields form={form} />
        <Field form={form} name="dateOfBirth" type="date" label={t("dateOfBirth")} />
        <Actions end>
          <Button onClick={onClose}>{shared("app.cancel")}</Button>
          <Button kind="primary" type="submit">
            {t("add")}
          </Button>
        </Actions>
      </Form>
    </Dialog>
  );
}
