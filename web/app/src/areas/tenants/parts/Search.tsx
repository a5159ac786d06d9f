import { Search as Lens } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";

import css from "./SchoolSearch.module.css";

const PAUSE = 250;

/** A field to look for something in a list; it asks when the writer pauses. */
export function Search({ label, onSearch }: { label: string; onSearch: (q: string) => void }) {
  const [text, setText] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => onSearch(text.trim()), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <label class={css.search}>
      <Lens size={18} aria-hidden="true" />
      <span class="visually-hidden">{label}</span>
      <input type="search" placeholder={label} value={text} maxLength={80} onInput={(event) => setText(event.currentTarget.value)} />
    </label>
  );
}
