import { useQuery } from "@tanstack/preact-query";

import { sdk } from "../../../kernel/api";
import { t as shared } from "../../../kernel/messages";
import { forgetKept } from "../../../kernel/offline";
import { standing } from "../../../kernel/session";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { factorsQuery } from "../factors";
import { t } from "../messages";
import { AppCodes } from "../parts/AppCodes";
import { Part } from "../parts/Part";
import { PasskeyList } from "../parts/PasskeyList";
import { Proof } from "../parts/Proof";
import { Welcome } from "./Welcome";

/** All that staff see who have yet to set up the second factor that their school demands. */
export default function SecondFactorPage() {
  const world = useWorld();
  const { me } = world;
  const { data } = useQuery(factorsQuery);
  const ready = data !== undefined && (data.totp || data.passkeys > 0);
  const school = me.tenant.name;

  async function signOut() {
    world.leave();
    await forgetKept({ written: true }).catch(() => {});
    await sdk.logout();
  }

  return (
    <Welcome title={t("factor.title")} lead={t("factor.lead", { school })}>
      <Part title={t("app.title")} hint={t("app.hint")}>
        <AppCodes />
      </Part>
      <Part title={t("passkeys.title")} hint={t("passkeys.hint")}>
        <PasskeyList />
      </Part>
      <Actions>
        {/* Who one is, is asked for anew, and the school opens. */}
        {ready && (
          <Button kind="primary" data-go-on onClick={() => void (standing.value = "unknown")}>
            {t("factor.goOn")}
          </Button>
        )}
        <Button onClick={() => void signOut()}>{shared("nav.signOut")}</Button>
      </Actions>
      <Proof />
    </Welcome>
  );
}
