import { Download, Printer } from "lucide-preact";

import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { t } from "../messages";
import css from "./Secrets.module.css";

function download(codes: readonly string[]) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${t("recovery.file")}\n\n${codes.join("\n")}\n`], { type: "text/plain" }));
  link.download = "stunity-recovery-codes.txt";
  link.click();
  URL.revokeObjectURL(link.href);
}

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
        <Button onClick={() => download(codes)}>
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
