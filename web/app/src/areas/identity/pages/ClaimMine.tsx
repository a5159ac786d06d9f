import { useState } from "preact/hooks";

import { sdk } from "../../../kernel/api";
import { navigate } from "../../../kernel/router";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Page } from "../../../ui/Page";
import { brought, forget } from "../brought";
import { t } from "../messages";
import { CodeField, asCode } from "../parts/CodeField";
import { requests } from "../requests";

/** Use a code with the account one has: another school, or a child of the own one. */
export default function ClaimMinePage() {
  const { me } = useWorld();
  const [typed, setTyped] = useState(() => brought("code"));
  async function go() {
    try {
      const { tenantId } = await requests.claim(asCode(typed) ?? typed);
      forget("code");
      toast(t("claim.done"));
      await navigate("/", { replace: true });
      if (tenantId !== me.tenant.id) await sdk.switchTenant(tenantId);
    } catch (error) {
      fail(error);
    }
  }
  return (
    <Page title={t("claim.title")} lead={t("claim.leadMine", { name: me.name })}>
      <CodeField typed={typed} onType={setTyped} onGo={() => void go()} />
    </Page>
  );
}
