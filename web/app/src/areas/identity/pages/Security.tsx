import { useWorld } from "../../../kernel/world";
import { Page } from "../../../ui/Page";
import { followSigningIn } from "../factors";
import { t } from "../messages";
import { ApiKeyList } from "../parts/ApiKeyList";
import { AppCodes } from "../parts/AppCodes";
import { MessageKeys } from "../parts/MessageKeys";
import { Part } from "../parts/Part";
import { PasskeyList } from "../parts/PasskeyList";
import { Proof } from "../parts/Proof";

/** What one shows besides the password, and what programs show. */
export default function SecurityPage() {
  const world = useWorld();
  followSigningIn(world);
  return (
    <Page title={t("security.title")} lead={t("security.lead")} back={{ href: "/settings", label: t("settings.title") }}>
      <Part title={t("app.title")} hint={t("app.hint")}>
        <AppCodes />
      </Part>
      <Part title={t("passkeys.title")} hint={t("passkeys.hint")}>
        <PasskeyList />
      </Part>
      <Part title={t("keys.title")} hint={t("keys.hint")}>
        <ApiKeyList />
      </Part>
      {world.may("messages:send") && (
        <Part title={t("messageKeys.title")} hint={t("messageKeys.hint")}>
          <MessageKeys />
        </Part>
      )}
      <Proof />
    </Page>
  );
}
