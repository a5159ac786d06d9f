import { useQuery } from "@tanstack/preact-query";
import { MessageSquareQuote, Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";

import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { cut } from "../../../ui/cut";
import { Button, IconButton } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { Pair } from "../../../ui/Field";
import { Page } from "../../../ui/Page";
import { Row, Rows } from "../../../ui/Rows";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { Line, Lines } from "../../../ui/TextFields";
import { keys } from "../keys";
import { t } from "../messages";
import { requests } from "../requests";
import css from "./Coursework.module.css";

/** The comments that a teacher keeps for the next time, in one language or both. */
export default function CommentBankPage() {
  const { cache } = useWorld();
  const [q, setQ] = useState("");
  const [body, setBody] = useState("");
  const [bodyKh, setBodyKh] = useState("");
  const { data, error, isPending, refetch } = useQuery({ queryKey: keys.bank(q.trim()), queryFn: () => requests.bank(q.trim()) });
  const again = () => cache.invalidateQueries({ queryKey: ["coursework", "bank"] });
  async function keep() {
    try {
      await requests.keep({ body: body.trim(), bodyKh: bodyKh.trim() === "" ? null : bodyKh.trim() });
      setBody("");
      setBodyKh("");
      toast(t("bank.kept"));
      await again();
    } catch (failure) {
      fail(failure);
    }
  }
  return (
    <Page title={t("bank.title")} lead={t("bank.lead")} back={{ href: "/assignments", label: t("todo.title") }}>
      <Card aria-label={t("bank.new")}>
        <form
          class={css.form}
          onSubmit={(event) => {
            event.preventDefault();
            if (body.trim() !== "") void keep();
          }}
        >
          <Pair>
            <Lines label={t("bank.body")} value={body} maxLength={2000} onText={setBody} />
            <Lines label={t("bank.bodyKh")} lang="km" value={bodyKh} maxLength={2000} onText={setBodyKh} />
          </Pair>
          <Actions end>
            <Button type="submit" kind="primary" aria-disabled={body.trim() === ""}>
              {t("bank.keep")}
            </Button>
          </Actions>
        </form>
      </Card>
      <Line label={t("bank.find")} value={q} maxLength={100} onText={setQ} />
      {isPending && <Skeletons count={3} shape="row" />}
      {data === undefined && error !== null && (
        <Trouble title={t("bank.error")} error={error} retry={() => void refetch()} />
      )}
      {data?.data.length === 0 && <Empty icon={MessageSquareQuote} title={t("bank.none")} hint={t("bank.noneHint")} />}
      {data !== undefined && data.data.length > 0 && (
        <Rows label={t("bank.title")}>
          {data.data.map((one) => (
            <Row
              key={one.id}
              actions={
                <IconButton
                  icon={Trash2}
                  label={t("bank.forget", { text: cut(one.body, 40) })}
                  onClick={() => void requests.forget(one.id).then(again, fail)}
                />
              }
            >
              <span dir="auto">{one.body}</span>
              {one.bodyKh !== null && (
                <span lang="km" dir="auto">
                  {one.bodyKh}
                </span>
              )}
            </Row>
          ))}
        </Rows>
      )}
    </Page>
  );
}
