import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { useForm } from "../../../kernel/form";
import { LANGUAGES, type Language } from "../../../kernel/i18n";
import { useLeaveGuard } from "../../../kernel/router";
import { now } from "../../../kernel/time";
import { toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { OnePicture } from "../../../shared/uploads/OnePicture";
import { schoolLogo } from "../../../ui/people";
import { Button } from "../../../ui/Button";
import { Card } from "../../../ui/Card";
import { Check, Pick } from "../../../ui/Controls";
import { askFirst } from "../../../ui/Dialog";
import { Field, Form, Labelled, Pair } from "../../../ui/Field";
import { Skeletons, Trouble } from "../../../ui/States";
import { t as shared } from "../../../kernel/messages";
import { keys } from "../keys";
import { t } from "../messages";
import { type Draft, differ, madeOf } from "../model/weights";
import css from "../parts/Admin.module.css";
import { FeedWeights } from "../parts/FeedWeights";
import { Frame } from "../parts/Frame";
import { type School, requests } from "../requests";

/** What a school says of itself and decides for itself. */
export default function SettingsPage() {
  const { data, error, isPending, refetch } = useQuery({ queryKey: keys.settings, queryFn: requests.school });
  return (
    <Frame tab="settings">
      {isPending && <Skeletons count={2} shape="post" />}
      {data === undefined && error !== null && <Trouble title={t("error")} error={error} retry={() => void refetch()} />}
      {data !== undefined && <Edit key={data.settingsVersion} school={data} />}
    </Frame>
  );
}

const ZONES: readonly string[] = (Intl as { supportedValuesOf?: (key: string) => string[] }).supportedValuesOf?.("timeZone") ?? [];

/** The day of a moment where the reader is, as the browser's own field has it; empty for none. */
function localDay(iso: string | null): string {
  if (iso === null) return "";
  const at = new Date(iso);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

const startOf = (day: string): string | null => (day === "" ? null : new Date(`${day}T00:00`).toISOString());
const inTwoWeeks = () => new Date(now.peek() + 14 * 86_400_000).toISOString();

function Edit({ school }: { school: School }) {
  const { cache } = useWorld();
  // Left out, the logo stays as it is.
  const [logo, setLogo] = useState<string | null>();
  const initial = {
    name: school.name,
    nameKh: school.nameKh ?? "",
    motto: school.branding.motto ?? "",
    timezone: school.timezone,
  };
  const [locale, setLocale] = useState<Language>(school.locale === "km" ? "km" : "en");
  const [color, setColor] = useState(school.branding.color ?? "");
  const [open, setOpen] = useState(school.openRegistration);
  const [pupils, setPupils] = useState(school.pupilMessages);
  const [weights, setWeights] = useState<Draft>(school.feedWeights);
  const made = madeOf(weights);
  const moved = differ(weights, school.feedWeights);
  const asked = localDay(school.staffFactorsFrom);
  const [factorsFrom, setFactorsFrom] = useState(asked);
  const form = useForm(initial, async (values) => {
    const saved = await requests.save({
      name: values.name,
      nameKh: values.nameKh.trim() === "" ? null : values.nameKh,
      motto: values.motto.trim() === "" ? null : values.motto,
      timezone: values.timezone,
      locale,
      color: color === "" ? null : color,
      logoUploadId: logo,
      openRegistration: open,
      pupilMessages: pupils,
      ...(factorsFrom !== asked && { staffFactorsFrom: startOf(factorsFrom) }),
      ...(moved && made !== null && { feedWeights: made }),
      settingsVersion: school.settingsVersion,
    });
    toast(t("saved"));
    schoolLogo.value = { id: saved.id, logo: saved.branding.logo };
    cache.setQueryData(keys.settings, saved);
  });
  const dirty =
    JSON.stringify(form.values) !== JSON.stringify(initial) ||
    locale !== (school.locale === "km" ? "km" : "en") ||
    logo !== undefined ||
    color !== (school.branding.color ?? "") ||
    open !== school.openRegistration ||
    pupils !== school.pupilMessages ||
    moved ||
    factorsFrom !== asked;
  useLeaveGuard(dirty && !form.busy, () =>
    askFirst({ title: t("unsavedTitle"), text: t("unsavedText"), confirm: t("leave"), cancel: shared("app.cancel") }),
  );
  const locales = Object.entries(LANGUAGES).map(([value, label]) => ({ value: value as Language, label }));
  return (
    <Card aria-label={t("title.settings")}>
      <Form form={form}>
        <Pair>
          <Field form={form} name="name" label={t("schoolName")} maxLength={120} required />
          <Field form={form} name="nameKh" label={t("schoolNameKh")} lang="km" maxLength={120} />
        </Pair>
        <Field form={form} name="motto" label={t("motto")} hint={t("mottoHint")} maxLength={160} />
        <Pair>
          <Field form={form} name="timezone" label={t("timezone")} list="zones" autocomplete="off" maxLength={64} required />
          <Pick label={t("language")} value={locale} options={locales} onChoose={setLocale} />
        </Pair>
        <datalist id="zones">
          {ZONES.map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
        <OnePicture
          purpose="SCHOOL_LOGO"
          label={t("logo")}
          removal={t("logoRemove")}
          shown={school.branding.logo}
          onChoose={setLogo}
        />
        <Labelled label={t("color")} hint={t("colorHint")}>
          {(control) => (
            <input {...control} class={css.color} type="color" value={color || "#0d6e63"} onInput={(event) => setColor(event.currentTarget.value)} />
          )}
        </Labelled>
        <Check label={t("pupilMessages")} hint={t("pupilMessagesHint")} checked={pupils} onCheck={setPupils} />
        <Check label={t("openRegistration")} hint={t("openRegistrationHint")} checked={open} onCheck={setOpen} />
        <Check
          label={t("staffFactors")}
          hint={t("staffFactorsHint")}
          checked={factorsFrom !== ""}
          onCheck={(wanted) => setFactorsFrom(wanted ? localDay(inTwoWeeks()) : "")}
        />
        {factorsFrom !== "" && (
          <Labelled label={t("staffFactorsFrom")}>
            {(control) => (
              <input {...control} class={css.day} type="date" value={factorsFrom} required onInput={(event) => setFactorsFrom(event.currentTarget.value)} />
            )}
          </Labelled>
        )}
        <FeedWeights weights={weights} onWeights={setWeights} />
        <Button kind="primary" type="submit" disabled={made === null}>
          {shared("app.save")}
        </Button>
      </Form>
    </Card>
  );
}
