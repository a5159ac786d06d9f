import { useQuery } from "@tanstack/preact-query";

import { useWorld } from "../../../kernel/world";
import { Panel, PanelLine } from "../../../ui/Panel";
import { Time } from "../../../ui/Person";
import { activityQuery, followActivity } from "../activity";
import { t } from "../messages";
import { placeOfActivity, sentence } from "../model/places";

const MOST = 3;

/** What others did last. */
export function Latest() {
  followActivity(useWorld());
  const { data } = useQuery(activityQuery);
  if (data === undefined || data.data.length === 0) return null;
  return (
    <Panel title={t("activity.title")} href="/activity">
      {data.data.slice(0, MOST).map((one) => (
        <PanelLine key={one.id} href={placeOfActivity(one) ?? "/activity"} note={<Time iso={one.createdAt} />}>
          {sentence(one)}
        </PanelLine>
      ))}
    </Panel>
  );
}
