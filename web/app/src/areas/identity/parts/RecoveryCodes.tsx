import { Download, Printer } from "lucide-preact";

import { saveFile } from "../../../kernel/saveFile";
import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { t } from "../messages";
import css from "./Secrets.module.css";

const text = (codes: readonly string[]) => `${t("recovery.file")}\n\n${codes.join("\n")}\n`;

/** Codes for when everything else is lost. They are never shown again. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  return (
    <section class={css.part} aria-label={t("recovery.title")}>
      <div class={css.sheet}>
        <p>{t("recovery.keep")}</p>
        <ul class={css.codes}>
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
      </div>
      <Actions>
        <Button onClick={() => saveFile(text(codes), "stunity-recovery-codes.txt", "text/plain")}>
          <Download size={18} aria-hidden="true" /> {t("recovery.download")}
        </Button>
        <Button onClick={() => print()}>
          <Printer size={18} aria-hidden="true" /> {t("recovery.print")}
        </Button>
        <Button kind="primary" onClick={onDone}>
          {t("recovery.done")}
        </Button>
      </Actions>
    </section>
  );
}
