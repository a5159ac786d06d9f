import { useQuery } from "@tanstack/preact-query";
import { Download } from "lucide-preact";
import { useState } from "preact/hooks";

import { saveFile } from "../../../kernel/saveFile";
import { fail, toast } from "../../../kernel/toast";
import { Button } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { keys } from "../keys";
import { t } from "../messages";
import { requests } from "../requests";
import { YearPick } from "./YearPick";

/** The roster of a year, for another system. */
export function RosterExport() {
  const years = useQuery({ queryKey: keys.years, queryFn: requests.years });
  const [yearId, setYearId] = useState("");
  const [busy, setBusy] = useState(false);

  async function save() {
    setBusy(true);
    try {
      saveFile(await requests.exported(yearId), "oneroster.zip");
      toast(t("exported"));
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Card aria-label={t("export")}>
      <h2>{t("export")}</h2>
      <p>{t("exportHint")}</p>
      <YearPick years={years.data?.data ?? []} value={yearId} onChoose={setYearId} />
      <Actions>
        <Button disabled={busy} data-export onClick={() => void save()}>
          <Download size={16} aria-hidden="true" />
          {t(busy ? "exporting" : "saveRoster")}
        </Button>
      </Actions>
    </Card>
  );
}
