import { useQuery } from "@tanstack/preact-query";
import { X } from "lucide-preact";
import { useId, useState } from "preact/hooks";

import { useWorld } from "../../../kernel/world";
import { Avatar, RoleTag } from "../../../ui/Person";
import { keys } from "../keys";
import { t } from "../messages";
import { requests } from "../requests";
import css from "./PeopleField.module.css";

export interface Chosen {
  id: string;
  name: string;
}

interface PeopleFieldProps {
  chosen: readonly Chosen[];
  onChoose: (people: Chosen[]) => void;
  /** Who is there already. */
  but?: readonly string[];
}

/** People of the school, found by their names and put together. */
export function PeopleField({ chosen, onChoose, but = [] }: PeopleFieldProps) {
  const { me } = useWorld();
  const id = useId();
  const [typed, setTyped] = useState("");
  const q = typed.trim();
  const { data } = useQuery({ queryKey: keys.people(q.toLowerCase()), queryFn: () => requests.people(q), enabled: q !== "" });
  const taken = new Set([me.id, ...but, ...chosen.map((one) => one.id)]);
  const found = q === "" ? [] : (data?.data ?? []).filter((one) => !taken.has(one.id));
  return (
    <div class={css.box}>
      <label for={id}>{t("people.label")}</label>
      {chosen.length > 0 && (
        <ul class={css.chosen} aria-label={t("people.chosen")}>
          {chosen.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                class={css.chip}
                aria-label={t("people.drop", { name: one.name })}
                onClick={() => onChoose(chosen.filter(({ id: other }) => other !== one.id))}
              >
                <span dir="auto">{one.name}</span>
                <X size={14} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <input
        id={id}
        class={css.input}
        type="search"
        autocomplete="off"
        maxLength={60}
        placeholder={t("people.find")}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      {q !== "" && data !== undefined && found.length === 0 && <p class={css.none}>{t("people.none")}</p>}
      <ul class={css.found} aria-label={t("people.found")}>
        {found.map((person) => (
          <li key={person.id}>
            <button
              type="button"
              class={css.person}
              onClick={() => {
                onChoose([...chosen, { id: person.id, name: person.name }]);
                setTyped("");
              }}
            >
              <Avatar person={person} size="small" />
              <span dir="auto">{person.name}</span>
              <RoleTag role={person.role} />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
