import { Trash2 } from "lucide-preact";
import { useId } from "preact/hooks";

import { Button, IconButton } from "../../../ui/Button";
import { NumberField } from "../../../ui/Controls";
import { Labelled } from "../../../ui/Field";
import field from "../../../ui/Field.module.css";
import { t } from "../messages";
import type { Station } from "../requests";
import css from "./Stations.module.css";

const MOST = 20;
const EMPTY: Station = { place: "", what: null, fromYear: null, toYear: null };

interface StationsProps {
  label: string;
  stations: readonly Station[];
  onChange: (stations: Station[]) => void;
}

/** Where somebody learned or worked: a line for each, which can be added and removed. */
export function Stations({ label, stations, onChange }: StationsProps) {
  const id = useId();
  const put = (at: number, change: Partial<Station>) =>
    onChange(stations.map((one, index) => (index === at ? { ...one, ...change } : one)));
  return (
    <div role="group" aria-labelledby={id} class={css.group}>
      <span id={id} class={css.label}>
        {label}
      </span>
      {stations.map((station, index) => (
        <div key={index} class={css.line}>
          <Line station={station} put={(change) => put(index, change)} />
          <IconButton
            icon={Trash2}
            label={t("profile.remove", { name: station.place || label })}
            onClick={() => onChange(stations.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      {stations.length < MOST && (
        <div>
          <Button size="small" onClick={() => onChange([...stations, EMPTY])}>
            {t("profile.add")} <span class="visually-hidden">{label}</span>
          </Button>
        </div>
      )}
    </div>
  );
}

function Line({ station, put }: { station: Station; put: (change: Partial<Station>) => void }) {
  return (
    <div class={css.fields}>
      <Labelled label={t("profile.place")}>
        {(control) => (
          <input
            {...control}
            class={field.input}
            dir="auto"
            maxLength={120}
            value={station.place}
            onInput={({ currentTarget }) => put({ place: currentTarget.value })}
          />
        )}
      </Labelled>
      <Labelled label={t("profile.what")}>
        {(control) => (
          <input
            {...control}
            class={field.input}
            dir="auto"
            maxLength={120}
            value={station.what ?? ""}
            onInput={({ currentTarget }) => put({ what: currentTarget.value || null })}
          />
        )}
      </Labelled>
      <NumberField label={t("profile.from")} value={station.fromYear} min={1900} max={2200} step={1} onNumber={(fromYear) => put({ fromYear })} />
      <NumberField label={t("profile.to")} value={station.toYear} min={1900} max={2200} step={1} onNumber={(toYear) => put({ toYear })} />
    </div>
  );
}
