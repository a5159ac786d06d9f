import { useQuery } from "@tanstack/preact-query";

import type { PreferencesRead } from "../../../kernel/api";
import { LANGUAGES, type Language, language } from "../../../kernel/i18n";
import { singleKeys } from "../../../kernel/shortcuts";
import { fail } from "../../../kernel/toast";
import { THEMES, type Theme, theme } from "../../../kernel/theme";
import { useWorld } from "../../../kernel/world";
import { preferences } from "../../../shared/preferences";
import { Choices } from "../../../ui/Choices";
import { Check, Pick } from "../../../ui/Controls";
import { Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import css from "../pages/Settings.module.css";

const SCHOOL = "";
const WRITERS = ["EVERYONE", "CONNECTIONS", "STAFF"] as const;

/** How the app looks and sounds; each choice holds at once, and on every device. */
export function PreferenceFields() {
  const kept = preferences(useWorld());
  const { data, error, isPending, refetch } = useQuery(kept.query);
  if (isPending) return <Skeletons count={2} shape="row" />;
  if (data === undefined) return <Trouble title={t("settings.error")} error={error} retry={() => void refetch()} />;
  const change = (wish: Partial<PreferencesRead>) => void kept.change(data, wish).catch(fail);
  const themes = THEMES.map((value) => ({ value, label: t(`theme.${value}`) }));
  const keys = (["on", "off"] as const).map((value) => ({ value, label: t(`settings.keys.${value}`) }));
  const languages = Object.entries(LANGUAGES).map(([value, label]) => ({ value: value as Language, label, lang: value }));
  return (
    <>
      <div class={css.choice}>
        <span>{t("settings.language")}</span>
        <Choices label={t("settings.language")} value={language.value} options={languages} onChoose={(locale) => change({ locale })} />
      </div>
      <div class={css.choice}>
        <span>{t("settings.theme")}</span>
        <Choices
          label={t("settings.theme")}
          value={theme.value}
          options={themes}
          onChoose={(value: Theme) => change({ theme: value.toUpperCase() as PreferencesRead["theme"] })}
        />
      </div>
      <div class={css.choice}>
        <span>{t("settings.keys")}</span>
        <Choices label={t("settings.keys")} value={singleKeys.value ? "on" : "off"} options={keys} onChoose={(value) => void (singleKeys.value = value === "on")} />
      </div>
      <Pick
        label={t("settings.timezone")}
        value={data.timezone ?? SCHOOL}
        options={[{ value: SCHOOL, label: t("settings.schoolTimezone", { name: data.schoolTimezone }) }, ...zones(data.timezone)]}
        onChoose={(value) => change({ timezone: value === SCHOOL ? null : value })}
      />
      <Check label={t("settings.sound")} checked={data.sound} onCheck={(sound) => change({ sound })} />
      <Check
        label={t("settings.still")}
        hint={t("settings.stillHint")}
        checked={data.reducedMotion === true}
        onCheck={(on) => change({ reducedMotion: on ? true : null })}
      />
      <Pick
        label={t("settings.writing")}
        hint={t("settings.writingHint")}
        value={data.dmPolicy ?? "EVERYONE"}
        options={WRITERS.map((value) => ({ value, label: t(`settings.writing.${value}`) }))}
        onChoose={(dmPolicy) => change({ dmPolicy })}
      />
      <Check
        label={t("settings.presence")}
        checked={data.presenceVisible}
        onCheck={(presenceVisible) => change({ presenceVisible })}
      />
    </>
  );
}

/** What this browser knows of time zones, and the one that was chosen elsewhere. */
function zones(chosen: string | null) {
  const known = new Set(Intl.supportedValuesOf("timeZone"));
  if (chosen !== null) known.add(chosen);
  return [...known].sort().map((value) => ({ value, label: value.replaceAll("_", " ") }));
}
