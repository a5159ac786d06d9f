import type { ComponentChildren } from "preact";

import { place } from "../../../kernel/router";
import { type Permission, useWorld } from "../../../kernel/world";
import { Page } from "../../../ui/Page";
import { Tabs } from "../../../ui/Tabs";
import { t } from "../messages";
import { tenants } from "../tenants";

const TABS: readonly { href: string; label: "members" | "invitations" | "codes" | "settings" | "functions" | "audit" | "health" | "search"; permission: Permission }[] = [
  { href: "/school", label: "members", permission: "users:manage" },
  { href: "/school/invitations", label: "invitations", permission: "users:manage" },
  { href: "/school/codes", label: "codes", permission: "claim_codes:manage" },
  { href: "/school/settings", label: "settings", permission: "tenant:manage" },
  { href: "/school/functions", label: "functions", permission: "flags:manage" },
  { href: "/audit-log", label: "audit", permission: "audit:read" },
  { href: "/health", label: "health", permission: "tenant:manage" },
  { href: "/school/search", label: "search", permission: "tenant:manage" },
];

interface FrameProps {
  tab: Exclude<(typeof TABS)[number]["label"], "audit" | "health" | "search">;
  action?: ComponentChildren;
  children: ComponentChildren;
}

/** What the pages of running a school have in common: their titles and the ways between them. */
export function Frame({ tab, action, children }: FrameProps) {
  const world = useWorld();
  tenants(world);
  const tabs = TABS.filter(({ permission }) => world.may(permission)).map(({ href, label }) => ({
    href,
    label: t(`tab.${label}`),
    current: place.value.pathname === href,
  }));
  return (
    <Page title={t(`title.${tab}`)} lead={t(`lead.${tab}`)} action={action}>
      <Tabs label={t("title")} tabs={tabs} />
      {children}
    </Page>
  );
}
