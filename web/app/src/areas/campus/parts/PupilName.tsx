import { type Named, namesOf } from "../model/names";
import css from "./Campus.module.css";

/** A pupil's name in the reader's script, with the other one below. */
export function PupilName({ person, note }: { person: Named; note?: string | null }) {
  const { first, other } = namesOf(person);
  const below = [other, note].filter(Boolean).join(" · ");
  return (
    <span>
      <b dir="auto">{first}</b>
      {below !== "" && (
        <span class={css.soft} dir="auto">
          {below}
        </span>
      )}
    </span>
  );
}
