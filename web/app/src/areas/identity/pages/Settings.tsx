import { singleKeys } from "../../../kernel/shortcuts";
import { THEMES, theme } from "../../../kernel/theme";
import { useWorld } from "../../../kernel/world";
import { ButtonLink } from "../../../ui/Button";
import { Choices, LanguageChoice } from "../../../ui/Choices";
import { Page } from "../../../ui/Page";
import { t } from "../messages";
import { ChangePassword } from "../parts/ChangePassword";
import { DeviceList } from "../parts/DeviceList";
import { Part } from "../parts/Part";
import css from "./Settings.module.css";

/** How the app looks on this device, and who may come in. */
export default function SettingsPage() {
  const { me } = useWorld();
  const themes = THEMES.map((value) => ({ value, label: t(`theme.${value}`) }));
  const keys = (["on", "off"] as const).map((value) => ({ value, label: t(`settings.keys.${value}`) }));
  return (
    <Page title={t("settings.title")} lead={me.email}>
      <Part title={t("settings.look")} hint={t("settings.lookHint")}>
        <div class={css.choice}>
          <span>{t("settings.language")}</span>
          <LanguageChoice />
        </div>
        <div class={css.choice}>
          <span>{t("settings.theme")}</span>
          <Choices label={t("settings.theme")} value={theme.value} options={themes} onChoose={(value) => void (theme.value = value)} />
        </div>
        <div class={css.choice}>
          <span>{t("settings.keys")}</span>
          <Choices label={t("settings.keys")} value={singleKeys.value ? "on" : "off"} options={keys} onChoose={(value) => void (singleKeys.value = value === "on")} />
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
    </Page>
  );
}
