import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { useForm } from "../../../kernel/form";
import { now } from "../../../kernel/time";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Card, Chip } from "../../../ui/Card";
import { Pick } from "../../../ui/Controls";
import { Field, Form, Pair } from "../../../ui/Field";
import { Reading } from "../../../ui/Reading";
import { Row, Rows } from "../../../ui/Rows";
import { keys } from "../keys";
import { t } from "../messages";
import { day, today } from "../model/days";
import { requests } from "../requests";
import css from "./Campus.module.css";

/** Absences that a guardian announces, and takes back. */
export function Notices({ studentId }: { studentId: string }) {
  const { cache } = useWorld();
  const key = [...keys.child(studentId), "notices"];
  const query = useQuery({ queryKey: key, queryFn: () => requests.notices(studentId) });
  const [kind, setKind] = useState<"PERMISSION" | "MEDICAL">("PERMISSION");
  const first = today(new Date(now.peek()));
  const form = useForm({ firstDay: first, lastDay: first, reason: "" }, async ({ firstDay, lastDay, reason }) => {
    await requests.announce(studentId, { firstDay, lastDay, kind, reason: reason.trim() === "" ? null : reason });
    toast(t("noticeSent"));
    form.set("reason", "");
    await cache.invalidateQueries({ queryKey: key });
  });
  async function withdraw(id: string) {
    await requests.withdraw(studentId, id).catch(fail);
    await cache.invalidateQueries({ queryKey: key });
  }
  const kinds = (["PERMISSION", "MEDICAL"] as const).map((value) => ({ value, label: t(`status.${value}`) }));
  return (
    <Card aria-label={t("announce")}>
      <h2>{t("announce")}</h2>
      <Form form={form}>
        <Pair>
          <Field form={form} name="firstDay" type="date" label={t("firstDay")} min={first} required />
          <Field form={form} name="lastDay" type="date" label={t("lastDay")} min={form.values.firstDay} required />
        </Pair>
        <Pair>
          <Pick label={t("why")} value={kind} options={kinds} onChoose={setKind} />
          <Field form={form} name="reason" label={t("words")} maxLength={500} dir="auto" />
        </Pair>
        <Button kind="primary" type="submit">
          {t("sendNotice")}
        </Button>
      </Form>
      <Reading error={t("error")} query={query}>
        {({ data }) => (
          <Rows label={t("announce")}>
            {data.map((notice) => (
              <Row
                key={notice.id}
                actions={
                  notice.withdrawnAt === null && notice.lastDay >= first && (
                    <Button size="small" onClick={() => void withdraw(notice.id)}>
                      {t("withdraw")}
                    </Button>
                  )
                }
              >
                <span class={css.line}>
                  {day(notice.firstDay)}
                  {notice.lastDay !== notice.firstDay && ` – ${day(notice.lastDay)}`}
                  <Chip>{notice.withdrawnAt === null ? t(`status.${notice.kind}`) : t("withdrawn")}</Chip>
                </span>
                {notice.reason !== null && (
                  <span class={css.soft} dir="auto">
                    {notice.reason}
                  </span>
                )}
              </Row>
            ))}
          </Rows>
        )}
      </Reading>
    </Card>
  );
}
