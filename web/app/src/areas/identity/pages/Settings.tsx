import { useWorld } from "../../../kernel/world";
import { ButtonLink } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { t } from "../messages";
import { ChangePassword } from "../parts/ChangePassword";
import { DeleteAccount, ErasurePlanned } from "../parts/DeleteAccount";
import { DeviceList } from "../parts/DeviceList";
import { MyData } from "../parts/MyData";
import { Part } from "../parts/Part";
import { PreferenceFields } from "../parts/PreferenceFields";
import { Proof } from "../parts/Proof";

/** How the app looks, who may come in, and what becomes of what is kept. */
export default function SettingsPage() {
  const { me } = useWorld();
  return (
    <Page title={t("settings.title")} lead={me.email}>
      <ErasurePlanned />
      <Proof />
      <Part title={t("settings.look")} hint={t("settings.lookHint")}>
        <PreferenceFields />
      </Part>
      <Part title={t("ways.title")} hint={t("ways.hint")}>
        <div>
          <ButtonLink href="/settings/notifications">{t("ways.open")}</ButtonLink>
        </div>
      </Part>
      <Part title={t("privacy.title")} hint={t("privacy.hint")}>
        <Actions>
          <ButtonLink href="/profile">{t("privacy.profile")}</ButtonLink>
          <ButtonLink href="/people?list=hidden">{t("privacy.hidden")}</ButtonLink>
        </Actions>
      </Part>
      <Part title={t("decisions.title")} hint={t("decisions.hint")}>
        <div>
          <ButtonLink href="/moderation">{t("decisions.open")}</ButtonLink>
        </div>
      </Part>
      <Part title={t("claim.title")} hint={t("claim.settingsHint")}>
        <div>
          <ButtonLink href="/claim/mine">{t("claim.open")}</ButtonLink>
        </div>
      </Part>
      <Part title={t("password.title")} hint={t("password.hint")}>
        <ChangePassword />
      </Part>
      <Part title={t("security.title")} hint={t("security.hint")}>
        <div>
          <ButtonLink href="/security">{t("security.open")}</ButtonLink>
        </div>
      </Part>
      <Part title={t("devices.title")} hint={t("devices.hint")}>
        <DeviceList />
      </Part>
      <Part title={t("data.title")} hint={t("data.hint")}>
        <MyData />
      </Part>
      <Part title={t("erase.title")} hint={t("erase.hint")}>
        <DeleteAccount />
      </Part>
    </Page>
  );
}
