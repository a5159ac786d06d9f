import { useState } from "preact/hooks";

import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Card } from "../../../ui/Card";
import { t } from "../messages";
import { nextYearOf } from "../model/rollover";
import { type Year, requests } from "../requests";

/** The year after this one does not exist yet: it begins with what is taught, and the same classes. */
export function NextYear({ from }: { from: Year }) {
  const { cache } = useWorld();
  const [busy, setBusy] = useState(false);
  const next = nextYearOf(from);

  async function prepare() {
    setBusy(true);
    try {
      await requests.addYear({ ...next, sameAs: from.id });
      toast(t("saved"));
    } catch (error) {
      fail(error);
    }
    setBusy(false);
    await cache.invalidateQueries({ queryKey: ["campus"] });
  }

  return (
    <Card aria-label={next.name}>
      <h2>{t("noNextYear")}</h2>
      <p>{t("noNextYearHint", { name: next.name })}</p>
      <Button kind="primary" aria-disabled={busy} onClick={() => !busy && void prepare()} data-prepare>
        {t("prepareYear", { name: next.name })}
      </Button>
    </Card>
  );
}
