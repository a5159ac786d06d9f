import { Printer } from "lucide-preact";

import { moment } from "../../../kernel/time";
import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Dialog } from "../../../ui/Dialog";
import { Qr } from "../../../ui/Qr";
import { t } from "../messages";
import type { PaperCode } from "../requests";
import css from "./Secrets.module.css";

/** What a pupil is given on paper. It is never shown again. */
export function PaperSheet({ paper, onClose }: { paper: PaperCode; onClose: () => void }) {
  const { name, email, code, address, expiresAt } = paper;
  return (
    <Dialog title={t("paper.title", { name })} onClose={onClose}>
      <div class={`${css.part} ${css.sheet}`}>
        <p>{t("paper.do", { address })}</p>
        <code class={css.big} data-code>
          {code}
        </code>
        <div class={css.qr}>
          <Qr text={`${address}#${code}`} label={t("paper.qr")} />
        </div>
        <p>{t("paper.then", { email })}</p>
        <p>{t("paper.until", { when: moment(expiresAt) })}</p>
      </div>
      <Actions end>
        <Button onClick={() => print()}>
          <Printer size={18} aria-hidden="true" /> {t("recovery.print")}
        </Button>
        <Button kind="primary" autofocus onClick={onClose}>
          {t("keys.done")}
        </Button>
      </Actions>
    </Dialog>
  );
}
