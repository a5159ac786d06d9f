import { useState } from "preact/hooks";

import { ApiError } from "../../../kernel/api";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Card } from "../../../ui/Card";
import { t } from "../messages";
import { nextYearOf } from "../model/rollover";
import { type Year, requests } from "../requests";

const PAUSE = 10_000;

/** Ask again after a while where the school's office has asked for much within a minute. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 429) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}

/** The year after this one does not exist yet: it begins with what is taught, and the same classes. */
export function NextYear({ from }: { from: Year }) {
  const { cache } = useWorld();
  const [made, setMade] = useState<number | null>(null);
  const next = nextYearOf(from);

  async function prepare() {
    setMade(0);
    try {
      const [{ data: classes }, { data: offered }] = await Promise.all([requests.classes({ yearId: from.id }), requests.offerings(from.id)]);
      const year = await requests.addYear(next);
      const parts = new Map(offered.map(({ gradeId, trackId }) => [`${gradeId} ${trackId}`, { gradeId, trackId }]));
      for (const part of parts.values()) {
        const offerings = offered
          .filter(({ gradeId, trackId }) => gradeId === part.gradeId && trackId === part.trackId)
          .map(({ subjectId, coefficient, maxScore, isBonus }) => ({ subjectId, coefficient, maxScore, isBonus }));
        await patiently(() => requests.putOfferings(year.id, { ...part, offerings }));
      }
      for (const [at, { name, gradeId, trackId, shiftId, roomId, capacity }] of classes.filter(({ archivedAt }) => archivedAt === null).entries()) {
        await patiently(() => requests.addClass({ academicYearId: year.id, name, gradeId, trackId, shiftId, roomId, capacity }));
        setMade(at + 1);
      }
      toast(t("saved"));
    } catch (error) {
      fail(error);
    }
    setMade(null);
    await cache.invalidateQueries({ queryKey: ["campus"] });
  }

  return (
    <Card aria-label={next.name}>
      <h2>{t("noNextYear")}</h2>
      <p>{t("noNextYearHint", { name: next.name })}</p>
      <Button kind="primary" aria-disabled={made !== null} onClick={() => made === null && void prepare()} data-prepare>
        {t("prepareYear", { name: next.name })}
      </Button>
      <p role="status">{made !== null && t("classesMade", { count: made })}</p>
    </Card>
  );
}
