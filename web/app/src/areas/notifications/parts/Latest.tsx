import { useActivity } from "@stunity/react";

import { useWorld } from "../../../kernel/world";
import { Panel, PanelLine } from "../../../ui/Panel";
import { Time } from "../../../ui/Person";
import { t } from "../messages";
import { placeOfActivity, sentence } from "../model/places";
import type { Activity } from "../requests";

const MOST = 3;

/** What others did last. */
export function Latest() {
  const world = useWorld();
  const { items } = useActivity();
  if (items.length === 0) return null;
  return (
    <Panel title={t("activity.title")} href="/activity">
      {(items as readonly Activity[]).slice(0, MOST).map((one) => (
        <PanelLine key={one.id} href={placeOfActivity(one, (permission) => world.may(permission)) ?? "/activity"} note={<Time iso={one.createdAt} />}>
          {sentence(one)}
        </PanelLine>
      ))}
    </Panel>
  );
}
