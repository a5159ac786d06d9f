import { useRef } from "preact/hooks";

import { place } from "../../../kernel/router";
import { type Permission, useWorld } from "../../../kernel/world";
import { Page } from "../../../ui/Page";
import { Tabs } from "../../../ui/Tabs";
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
  const first = parts[0]?.part ?? "MINE";
  const wanted = new URLSearchParams(place.value.search).get("part");
  const part = parts.find((one) => one.part.toLowerCase() === wanted)?.part ?? first;
  const judges = parts.length > 1;
  const tabs = parts.map(({ part: one }) => ({
    href: one === first ? "/moderation" : `/moderation?part=${one.toLowerCase()}`,
    label: t(`queue.${one}`),
    current: part === one,
  }));
  // Words that are typed and not saved are there again when one comes back from another part.
  const rules = useRef(false);
  rules.current ||= part === "RULES";
  return (
    <Page title={t(judges ? "queue.title" : "mine.title")} lead={t(judges ? "queue.lead" : "mine.lead")}>
      {judges && <Tabs label={t("queue.title")} tabs={tabs} />}
      {rules.current && (
        <div hidden={part !== "RULES"}>
          <Rules />
        </div>
      )}
      {part === "MINE" && <OwnCases />}
      {part !== "MINE" && part !== "RULES" && <Queue key={part} status={part} />}
    </Page>
  );
}
