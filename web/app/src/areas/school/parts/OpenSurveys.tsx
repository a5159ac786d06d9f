import { useInfiniteQuery } from "@tanstack/preact-query";

import { inLanguage } from "../../../kernel/i18n";
import { day, now } from "../../../kernel/time";
import { useWorld } from "../../../kernel/world";
import { Panel, PanelLine } from "../../../ui/Panel";
import { t } from "../messages";
import { school, surveysQuery } from "../school";

const MOST = 3;

/** What the school asks and the reader has not answered. */
export function OpenSurveys() {
  school(useWorld());
  const { data } = useInfiniteQuery(surveysQuery);
  const all = data?.pages.flatMap((page) => page.data) ?? [];
  const open = all.filter(({ answered, closesAt }) => answered === false && Date.parse(closesAt) > now.value);
  if (open.length === 0) return null;
  return (
    <Panel title={t("waiting")} href="/pulses">
      {open.slice(0, MOST).map(({ id, text, textKh, closesAt }) => (
        <PanelLine key={id} href="/pulses" note={t("until", { when: day(closesAt) })}>
          {inLanguage(text, textKh)}
        </PanelLine>
      ))}
    </Panel>
  );
}
