import { BarChart3, CalendarPlus, Clock, Plus, X } from "lucide-preact";

import { IconButton, LinkButton } from "../../../ui/Button";
import { Check } from "../../../ui/Controls";
import { t } from "../messages";
import type { NewPost } from "../requests";
import css from "./Parts.module.css";

const MOST_OPTIONS = 10;

/** What a new post carries beside its text, and when it is published. */
export interface Extras {
  kind: "TEXT" | "POLL" | "EVENT";
  options: string[];
  multiple: boolean;
  startsAt: string;
  place: string;
  /** As the browser's own field has it, in local time; null for now. */
  later: string | null;
}

export const NO_EXTRAS: Extras = {
  kind: "TEXT",
  options: ["", ""],
  multiple: false,
  startsAt: "",
  place: "",
  later: null,
};

const filled = (options: readonly string[]) => options.map((one) => one.trim()).filter((one) => one !== "");

/** Whether something is missing that the kind of post needs. */
export function isIncomplete({ kind, options, startsAt, later }: Extras): boolean {
  const labels = filled(options);
  if (kind === "POLL" && (labels.length < 2 || new Set(labels).size < labels.length)) return true;
  if (kind === "EVENT" && startsAt === "") return true;
  return later === "";
}

/** The fields of a request that say the same. */
export function extrasOf({ kind, options, multiple, startsAt, place, later }: Extras): Partial<NewPost> {
  return {
    ...(kind === "POLL" && { type: kind, poll: { options: filled(options), multiple, closesAt: null } }),
    ...(kind === "EVENT" && {
      type: kind,
      event: { startsAt: new Date(startsAt).toISOString(), endsAt: null, place: place.trim() || null },
    }),
    ...(later !== null && { status: "SCHEDULED" as const, publishAt: new Date(later).toISOString() }),
  };
}

interface ExtrasProps {
  extras: Extras;
  onChange: (fields: Partial<Extras>) => void;
}

/** The buttons that add something to a post. */
export function ExtraButtons({ extras, onChange }: ExtrasProps) {
  const kind = (wanted: Extras["kind"]) => onChange({ kind: extras.kind === wanted ? "TEXT" : wanted });
  return (
    <>
      <LinkButton aria-pressed={extras.kind === "POLL"} onClick={() => kind("POLL")}>
        <BarChart3 size={16} aria-hidden="true" />
        {t("type.POLL")}
      </LinkButton>
      <LinkButton aria-pressed={extras.kind === "EVENT"} onClick={() => kind("EVENT")}>
        <CalendarPlus size={16} aria-hidden="true" />
        {t("type.EVENT")}
      </LinkButton>
      <LinkButton
        aria-pressed={extras.later !== null}
        onClick={() => onChange({ later: extras.later === null ? "" : null })}
      >
        <Clock size={16} aria-hidden="true" />
        {t("compose.later")}
      </LinkButton>
    </>
  );
}

/** Their fields. */
export function ExtraFields({ extras, onChange }: ExtrasProps) {
  const { kind, options, multiple, startsAt, place, later } = extras;
  const setOption = (index: number, text: string) =>
    onChange({ options: options.map((one, at) => (at === index ? text : one)) });
  return (
    <>
      {kind === "POLL" && (
        <fieldset class={css.fields}>
          <legend class="visually-hidden">{t("poll.label")}</legend>
          {options.map((option, index) => (
            <div key={index} class={css.pair}>
              <input
                class={css.field}
                style={{ flex: 1 }}
                value={option}
                maxLength={120}
                dir="auto"
                placeholder={t("poll.option", { number: index + 1 })}
                aria-label={t("poll.option", { number: index + 1 })}
                onInput={({ currentTarget }) => setOption(index, currentTarget.value)}
              />
              {options.length > 2 && (
                <IconButton
                  icon={X}
                  label={t("poll.remove", { number: index + 1 })}
                  onClick={() => onChange({ options: options.filter((_, at) => at !== index) })}
                />
              )}
            </div>
          ))}
          {options.length < MOST_OPTIONS && (
            <LinkButton onClick={() => onChange({ options: [...options, ""] })}>
              <Plus size={16} aria-hidden="true" />
              {t("poll.add")}
            </LinkButton>
          )}
          <Check label={t("poll.multiple")} checked={multiple} onCheck={(on) => onChange({ multiple: on })} />
        </fieldset>
      )}
      {kind === "EVENT" && (
        <fieldset class={css.fields}>
          <legend class="visually-hidden">{t("event.label")}</legend>
          <input
            class={css.field}
            type="datetime-local"
            value={startsAt}
            aria-label={t("event.startsAt")}
            onInput={({ currentTarget }) => onChange({ startsAt: currentTarget.value })}
          />
          <input
            class={css.field}
            value={place}
            maxLength={200}
            dir="auto"
            placeholder={t("event.place")}
            aria-label={t("event.place")}
            onInput={({ currentTarget }) => onChange({ place: currentTarget.value })}
          />
        </fieldset>
      )}
      {later !== null && (
        <div class={css.fields}>
          <input
            class={css.field}
            type="datetime-local"
            value={later}
            aria-label={t("compose.laterAt")}
            onInput={({ currentTarget }) => onChange({ later: currentTarget.value })}
          />
        </div>
      )}
    </>
  );
}
