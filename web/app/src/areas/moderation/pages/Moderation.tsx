import { useState } from "preact/hooks";

import { type Permission, useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { t } from "../messages";
import { moderation } from "../moderation";
import { OwnCases } from "../parts/OwnCases";
import { Queue } from "../parts/Queue";
import { Rules } from "../parts/Rules";

const PARTS = [
  { part: "OPEN", permission: "moderation:review" },
  { part: "APPEALED", permission: "moderation:review" },
  { part: "DECIDED", permission: "moderation:review" },
  { part: "RULES", permission: "tenant:manage" },
  { part: "MINE", permission: null },
] as const satisfies readonly { part: string; permission: Permission | null }[];

/** What people have reported, for those who moderate; and for everybody what was decided about theirs. */
export default function ModerationPage() {
  const world = useWorld();
  moderation(world);
  const parts = PARTS.filter(({ permission }) => permission === null || world.may(permission));
  const [part, setPart] = useState<(typeof PARTS)[number]["part"]>(parts[0]?.part ?? "MINE");
  const judges = parts.length > 1;
  return (
    <Page title={t(judges ? "queue.title" : "mine.title")} lead={t(judges ? "queue.lead" : "mine.lead")}>
      {judges && (
        <Actions>
          {parts.map(({ part: one }) => (
            <Button key={one} size="small" data-part={one} aria-pressed={part === one} kind={part === one ? "primary" : "plain"} onClick={() => setPart(one)}>
              {t(`queue.${one}`)}
            </Button>
          ))}
        </Actions>
      )}
      {part === "MINE" ? <OwnCases /> : part === "RULES" ? <Rules /> : <Queue key={part} status={part} />}
    </Page>
  );
}
