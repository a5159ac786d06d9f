import { useInfiniteQuery } from "@tanstack/preact-query";
import { ShieldCheck } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { useForm } from "../../../kernel/form";
import { t as kernel } from "../../../kernel/messages";
import { day } from "../../../kernel/time";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions, Card, Chip } from "../../../ui/Card";
import { Area, Form } from "../../../ui/Field";
import { Time } from "../../../ui/Person";
import { Empty, More, Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { moderation } from "../moderation";
import { type OwnCase, requests } from "../requests";
import { AppealText } from "./Appeal";
import css from "./CaseCard.module.css";

/** What was decided about things of the reader, and a way to have it looked at again. */
export function OwnCases() {
  const list = useInfiniteQuery(moderation(useWorld()).mine);
  const items = list.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <>
      {list.isPending && <Skeletons count={2} shape="post" />}
      {list.data === undefined && list.error !== null && (
        <Trouble title={t("mine.error")} error={list.error} retry={() => void list.refetch()} />
      )}
      {list.data !== undefined && items.length === 0 && (
        <Empty icon={ShieldCheck} title={t("mine.empty")} hint={t("mine.emptyHint")} />
      )}
      {items.map((one) => (
        <OwnCard key={one.id} one={one} />
      ))}
      {list.hasNextPage && (
        <More loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage().catch(fail)} />
      )}
    </>
  );
}

function OwnCard({ one }: { one: OwnCase }) {
  const [asking, setAsking] = useState(false);
  return (
    <Card aria-label={t(`decision.${one.decision}`)} data-own-case={one.id}>
      <div class={css.head}>
        <b>{t(`mine.${one.decision}`)}</b>
        <Chip kind="calm">{t(`target.${one.targetType}`)}</Chip>
        <Time iso={one.decidedAt} />
      </div>
      <blockquote class={css.said} dir="auto">
        {one.said || t("case.noText")}
      </blockquote>
      <p dir="auto">{t("mine.reason", { reason: one.reason })}</p>
      {one.appeal !== null && <AppealText appeal={one.appeal} />}
      {one.canAppeal && one.appealUntil !== null && !asking && (
        <>
          <p class={css.note}>{t("appeal.until", { when: day(one.appealUntil) })}</p>
          <Actions end>
            <Button kind="primary" onClick={() => setAsking(true)}>
              {t("appeal.ask")}
            </Button>
          </Actions>
        </>
      )}
      {asking && <AskAgain id={one.id} onClose={() => setAsking(false)} />}
    </Card>
  );
}

function AskAgain({ id, onClose }: { id: string; onClose: () => void }) {
  const { cache } = useWorld();
  const field = useRef<HTMLTextAreaElement>(null);
  // Whoever opened it by the keyboard writes at once.
  useEffect(() => field.current?.focus(), []);
  const form = useForm({ text: "" }, async ({ text }) => {
    await requests.appeal(id, text.trim());
    toast(t("appeal.sent"));
    onClose();
    await cache.invalidateQueries({ queryKey: keys.mine });
  });
  return (
    <Form form={form}>
      <Area
        label={t("appeal.why")}
        placeholder={t("appeal.why")}
        hint={t("appeal.whyHint")}
        rows={3}
        size="small"
        maxLength={1000}
        value={form.values.text}
        error={form.errorOf("text")}
        onText={(text) => form.set("text", text)}
        inputRef={field}
      />
      <Actions end>
        <Button onClick={onClose}>{kernel("app.cancel")}</Button>
        <Button type="submit" kind="primary" disabled={form.values.text.trim() === "" || form.busy}>
          {t("appeal.send")}
        </Button>
      </Actions>
    </Form>
  );
}
