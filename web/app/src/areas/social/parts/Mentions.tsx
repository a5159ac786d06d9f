import { useQuery } from "@tanstack/preact-query";
import type { RefObject } from "preact";
import { useId, useRef, useState } from "preact/hooks";

import { Avatar, RoleTag } from "../../../ui/Person";
import { t } from "../messages";
import { keys } from "../keys";
import { typedName } from "../model/words";
import { requests } from "../requests";
import css from "./Parts.module.css";

interface Known {
  id: string;
  name: string;
}

/** The people whom somebody names while they write: a list below the text as soon as an `@` is typed. */
export function useMentions(field: RefObject<HTMLTextAreaElement>, write: (text: string) => void, known: readonly Known[] = []) {
  const named = useRef<Known[]>([...known]);
  const [typed, setTyped] = useState<{ at: number; name: string } | null>(null);
  const [place, setPlace] = useState(0);
  const id = useId();
  const q = typed?.name.trim() ?? "";
  const { data } = useQuery({
    queryKey: keys.list(`named:${q.toLowerCase()}`),
    queryFn: () => requests.named(q),
    enabled: q !== "",
  });
  const found = typed === null || q === "" ? [] : (data?.data ?? []);

  function look() {
    const area = field.current;
    setTyped(area === null ? null : typedName(area.value, area.selectionStart));
    setPlace(0);
  }

  function choose(person: Known) {
    const area = field.current;
    if (area === null || typed === null) return;
    named.current = [...named.current.filter((one) => one.id !== person.id), person];
    const before = area.value.slice(0, typed.at);
    const after = area.value.slice(area.selectionStart);
    const caret = before.length + person.name.length + 2;
    const text = `${before}@${person.name} ${after}`;
    // At once: whoever goes on typing before the next frame would write before the caret's new place.
    area.value = text;
    area.focus();
    area.setSelectionRange(caret, caret);
    write(text);
    setTyped(null);
  }

  /** Returns whether the list took the key. */
  function onKeyDown(event: KeyboardEvent): boolean {
    if (found.length === 0) return false;
    const person = found[place];
    if (event.key === "ArrowDown") setPlace((place + 1) % found.length);
    else if (event.key === "ArrowUp") setPlace((place + found.length - 1) % found.length);
    else if (event.key === "Escape") setTyped(null);
    else if ((event.key === "Enter" || event.key === "Tab") && person !== undefined) choose(person);
    else return false;
    event.preventDefault();
    return true;
  }

  const list = found.length > 0 && (
    <div class={css.people} id={id} role="listbox" aria-label={t("mention.label")}>
      {found.map((person, index) => (
        <button
          key={person.id}
          type="button"
          role="option"
          class={css.person}
          aria-selected={index === place}
          tabIndex={-1}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => choose(person)}
        >
          <Avatar person={person} size="small" />
          <span dir="auto">{person.name}</span>
          <RoleTag role={person.role} />
        </button>
      ))}
    </div>
  );
  const ids = (text: string) => named.current.filter(({ name }) => text.includes(`@${name}`)).map((one) => one.id);
  return { look, list, onKeyDown, ids, listId: id, open: found.length > 0 };
}
