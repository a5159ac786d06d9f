import { useState } from "preact/hooks";

import { randomUuid } from "../../../kernel/api";
import { fail, toast } from "../../../kernel/toast";
import { SheetReader } from "../../../shared/questions/SheetReader";
import type { AuthorQuestion } from "../../../shared/questions/sheets";
import { Check } from "../../../ui/Controls";
import { Line } from "../../../ui/TextFields";
import { t } from "../messages";
import { requests } from "../requests";
import { More } from "./More";

/** Puts the questions of a table into the bank. */
export function BankImport({ onDone }: { onDone: () => void }) {
  const [tags, setTags] = useState("");
  const [shared, setShared] = useState(false);
  async function keep(questions: AuthorQuestion[]) {
    const named = tags.split(/[,;]/).map((one) => one.trim()).filter(Boolean).slice(0, 10);
    try {
      const kept = await requests.keep({ questions, tags: named, shared }, randomUuid());
      toast(t("quiz.keptInBank", { count: kept.data.length }));
      onDone();
    } catch (error) {
      fail(error);
    }
  }
  return (
    <More title={t("bank.import")}>
      <Line label={t("bank.tags")} maxLength={300} value={tags} onText={setTags} />
      <Check label={t("bank.share")} checked={shared} onCheck={setShared} />
      <SheetReader onQuestions={(questions) => void keep(questions)} />
    </More>
  );
}
