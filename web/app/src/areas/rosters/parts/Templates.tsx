import { Download } from "lucide-preact";

import { saveFile } from "../../../kernel/saveFile";
import { LANGUAGES, type Language } from "../../../kernel/i18n";
import { fail } from "../../../kernel/toast";
import { Button } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { t } from "../messages";
import { type Format, requests } from "../requests";

const FORMATS: readonly Format[] = ["XLSX", "CSV"];

/** The table to fill in, for a spreadsheet or as CSV, in either language. */
export function Templates() {
  const save = (language: Language, format: Format) =>
    requests.template(language, format).then((blob) => saveFile(blob, `pupils-${language}.${format.toLowerCase()}`), fail);
  return (
    <Card aria-label={t("templates")}>
      <h2>{t("templates")}</h2>
      <p>{t("templatesHint")}</p>
      <Actions>
        {(Object.keys(LANGUAGES) as Language[]).flatMap((language) =>
          FORMATS.map((format) => (
            <Button key={`${language} ${format}`} size="small" onClick={() => void save(language, format)}>
              <Download size={16} aria-hidden="true" />
              <span lang={language}>
                {LANGUAGES[language]} · {t(`format.${format}`)}
              </span>
            </Button>
          )),
        )}
      </Actions>
    </Card>
  );
}
