import { useQuery } from "@tanstack/preact-query";
import { Download, Printer } from "lucide-preact";

import { t as shared } from "../../../kernel/messages";
import { saveFile } from "../../../kernel/saveFile";
import { moment } from "../../../kernel/time";
import { useLeaveGuard } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { askFirst } from "../../../ui/Dialog";
import { Page } from "../../../ui/Page";
import { Qr } from "../../../ui/Qr";
import { keys } from "../keys";
import { t } from "../messages";
import { batchCsv, claimAddress } from "../model/sheet";
import { type Batch, requests } from "../requests";
import css from "./Sheet.module.css";

/** The codes of a batch, to print and to cut: the only time that anybody sees them. */
export function Sheet({ batch, onClose }: { batch: Batch; onClose: () => void }) {
  const { me } = useWorld();
  // The slips are whole without its look.
  const { data: school } = useQuery({ queryKey: keys.settings, queryFn: requests.school });
  const sure = () =>
    askFirst({ title: t("leaveTitle"), text: t("leaveText"), confirm: t("leave"), cancel: shared("app.cancel") });
  useLeaveGuard(true, sure);
  const close = async () => {
    if (await sure()) onClose();
  };
  const csv = () => saveFile(batchCsv(batch, location.origin), "claim-codes-new.csv");
  return (
    <Page title={t("sheetTitle", { count: batch.codes.length })} lead={t("sheetLead")}>
      <div class={css.tools}>
        <Actions>
          <Button kind="primary" onClick={() => print()}>
            <Printer size={18} aria-hidden="true" /> {t("print")}
          </Button>
          <Button onClick={csv}>
            <Download size={18} aria-hidden="true" /> {t("keepCsv")}
          </Button>
          <Button kind="quiet" onClick={() => void close()}>
            {t("done")}
          </Button>
        </Actions>
      </div>
      <ul class={css.sheet} aria-label={t("title.codes")} data-claim-sheet>
        {batch.codes.map(({ id, code, studentName }) => (
          <li key={id} class={css.slip} style={{ "--school": school?.branding.color ?? "#858f8a" }}>
            <Qr text={claimAddress(location.origin, code)} label={t("scan", { code })} />
            <div class={css.words}>
              <b dir="auto">{me.tenant.name}</b>
              {me.tenant.nameKh !== null && <span lang="km">{me.tenant.nameKh}</span>}
              {school?.branding.motto != null && (
                <span class={css.small} dir="auto">
                  {school.branding.motto}
                </span>
              )}
              {studentName !== null && (
                <span dir="auto">{t(batch.type === "PARENT" ? "forParentOf" : "forPupil", { name: studentName })}</span>
              )}
              {studentName === null && <span>{t(`type.${batch.type}`)}</span>}
              <span class={css.code}>{code}</span>
              <span class={css.small}>{location.host}/claim</span>
              <span class={css.small}>{t("worksUntil", { when: moment(batch.expiresAt) })}</span>
            </div>
          </li>
        ))}
      </ul>
    </Page>
  );
}
