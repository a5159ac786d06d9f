import { Download } from "lucide-preact";
import { useRef, useState } from "preact/hooks";

import { messageOf } from "../../kernel/errors";
import { saveFile } from "../../kernel/saveFile";
import { fail } from "../../kernel/toast";
import { Button } from "../../ui/Button";
import { Actions } from "../../ui/Card";
import { FileButton } from "../../ui/FileButton";
import { t } from "./messages";
import css from "./SheetReader.module.css";
import { type AuthorQuestion, MOST_BYTES, type SheetError, sheetOf, sheetRequests } from "./sheets";

const TABLES = ".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

interface SheetReaderProps {
  /** Gets all questions of a table without a mistake, and the name of its file. */
  onQuestions: (questions: AuthorQuestion[], name: string) => void;
}

/** Reads a table of questions from a file. With a mistake in it there are none, and it is named. */
export function SheetReader({ onQuestions }: SheetReaderProps) {
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<readonly SheetError[]>([]);
  const [failure, setFailure] = useState("");
  const box = useRef<HTMLDivElement>(null);

  async function read(file: File) {
    setErrors([]);
    setFailure("");
    if (file.size > MOST_BYTES) return setFailure(t("sheet.tooLarge"));
    setBusy(true);
    try {
      const found = await sheetRequests.read(sheetOf(new Uint8Array(await file.arrayBuffer())));
      setErrors(found.errors);
      if (found.errors.length === 0) onQuestions(found.questions, file.name.replace(/\.[a-z]+$/i, ""));
      else requestAnimationFrame(() => box.current?.scrollIntoView({ block: "nearest" }));
    } catch (error) {
      setFailure(messageOf(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <div class={css.reader} aria-busy={busy}>
      <p class={css.hint}>{t("sheet.hint")}</p>
      <Actions>
        <FileButton label={t("sheet.file")} accept={TABLES} disabled={busy} onFile={(file) => void read(file)} />
        <Button onClick={() => sheetRequests.template().then((blob) => saveFile(blob, "questions.xlsx"), fail)}>
          <Download size={18} aria-hidden="true" />
          {t("sheet.template")}
        </Button>
      </Actions>
      <div ref={box} role="alert">
        {failure !== "" && <p class={css.errors}>{failure}</p>}
        {errors.length > 0 && (
          <div class={css.errors}>
            <p>{t("sheet.nothingRead")}</p>
            <ul>
              {errors.map(({ row, column, fault, message }) => (
                <li key={`${row} ${column} ${message}`}>
                  {t("sheet.at", { row, column: column ?? "–", text: fault === "INVALID" ? message : t(`sheet.fault.${fault}`) })}
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </div>
  );
}
