import { Download } from "lucide-preact";

import { saveFile } from "../../../kernel/saveFile";
import { fail } from "../../../kernel/toast";
import { Button } from "../../../ui/Button";
import { Choices } from "../../../ui/Choices";
import { t } from "../messages";
import type { Period } from "../requests";
import css from "./InsightFigures.module.css";

interface ToolsProps<Wanted extends Period> {
  periods: readonly Wanted[];
  period: Wanted;
  choose: (period: Wanted) => void;
  file: () => Promise<string>;
  name: string;
}

/** Of which time numbers are, and the way to take them along. */
export function Tools<Wanted extends Period>({ periods, period, choose, file, name }: ToolsProps<Wanted>) {
  async function save() {
    try {
      saveFile(await file(), name);
    } catch (error) {
      fail(error);
    }
  }
  return (
    <div class={css.tools}>
      <Choices
        label={t("period")}
        value={period}
        options={periods.map((value) => ({ value, label: t(`period.${value}` as const) }))}
        onChoose={choose}
      />
      <Button kind="quiet" onClick={() => void save()}>
        <Download size={18} aria-hidden="true" />
        {t("save")}
      </Button>
    </div>
  );
}
