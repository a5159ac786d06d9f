import { useInfiniteQuery } from "@tanstack/preact-query";
import { Download, Ticket } from "lucide-preact";
import { useState } from "preact/hooks";

import { t as shared } from "../../../kernel/messages";
import { saveFile } from "../../../kernel/saveFile";
import { moment } from "../../../kernel/time";
import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Chip } from "../../../ui/Card";
import { Pick } from "../../../ui/Controls";
import { askFirst } from "../../../ui/Dialog";
import { Row } from "../../../ui/Rows";
import { keys } from "../keys";
import { t } from "../messages";
import css from "../parts/Admin.module.css";
import { Frame } from "../parts/Frame";
import { List } from "../parts/List";
import { NewCodes } from "../parts/NewCodes";
import { Sheet } from "../parts/Sheet";
import { type Batch, type Code, requests } from "../requests";
import { queries } from "../tenants";

const STATUSES = ["ACTIVE", "CLAIMED", "EXPIRED", "REVOKED"] as const;
const KINDS = { ACTIVE: "calm", CLAIMED: "live", EXPIRED: "plain", REVOKED: "plain" } as const;

/** Codes on paper: made, printed once, and what became of them. */
export default function CodesPage() {
  const { cache } = useWorld();
  const [status, setStatus] = useState<Code["status"] | "">("");
  const [batch, setBatch] = useState<Batch | null>(null);
  const list = useInfiniteQuery(queries.codes(status));
  const statuses = [
    { value: "", label: t("anyStatus") },
    ...STATUSES.map((value) => ({ value, label: t(`code.${value}`) })),
  ];
  if (batch !== null) {
    return <Sheet batch={batch} onClose={() => setBatch(null)} />;
  }
  async function made(fresh: Batch) {
    setBatch(fresh);
    await cache.invalidateQueries({ queryKey: keys.codes });
  }
  return (
    <Frame tab="codes">
      <NewCodes onMade={(fresh) => void made(fresh)} />
      <div class={css.tools}>
        <Pick label={t("status")} value={status} options={statuses as never} onChoose={(value: typeof status) => setStatus(value)} />
        <Button onClick={() => requests.codesCsv().then((blob) => saveFile(blob as unknown as Blob, "claim-codes.csv"), fail)}>
          <Download size={18} aria-hidden="true" /> {t("exportCodes")}
        </Button>
      </div>
      <List label={t("title.codes")} list={list} icon={Ticket} none={t("noCode")} noneHint={t("noCodeHint")}>
        {(code) => <Line key={code.id} code={code} />}
      </List>
    </Frame>
  );
}

function Line({ code }: { code: Code }) {
  const { cache } = useWorld();
  const { id, hint, type, status, studentName, claimedByName, expiresAt } = code;
  async function revoke() {
    const question = { title: t("revokeTitle", { hint }), text: t("revokeText"), confirm: t("revoke"), cancel: shared("app.cancel") };
    if (!(await askFirst(question))) return;
    try {
      await requests.revoke(id);
    } catch (error) {
      fail(error);
    }
    await cache.invalidateQueries({ queryKey: keys.codes });
  }
  const actions = status === "ACTIVE" && (
    <Button size="small" onClick={() => void revoke()}>
      {t("revoke")} <span class="visually-hidden">{hint}</span>
    </Button>
  );
  return (
    <Row actions={actions}>
      <span class={css.marks}>
        <span class={css.code}>…-{hint}</span>
        <Chip>{t(`type.${type}`)}</Chip>
        <Chip kind={KINDS[status]}>{t(`code.${status}`)}</Chip>
      </span>
      {studentName !== null && (
        <span class={css.soft} dir="auto">
          {t(type === "PARENT" ? "forParentOf" : "forPupil", { name: studentName })}
        </span>
      )}
      {claimedByName !== null && (
        <span class={css.soft} dir="auto">
          {t("claimedBy", { name: claimedByName })}
        </span>
      )}
      {status === "ACTIVE" && <span class={css.soft}>{t("worksUntil", { when: moment(expiresAt) })}</span>}
    </Row>
  );
}
