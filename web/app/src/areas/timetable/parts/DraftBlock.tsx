import type { Draft } from "../model/draft";
import { type Lists, called } from "./lists";
import css from "./Timetable.module.css";

interface BlockProps {
  draft: Draft;
  lists: Lists;
  onHold: () => void;
  onWatch: () => void;
  onDrop: () => void;
  onOpen: () => void;
  onStep: (key: string) => void;
}

/** A lesson that can be dragged, stepped by Alt and an arrow, or opened in a form. */
export function DraftBlock({ draft, lists, onHold, onWatch, onDrop, onOpen, onStep }: BlockProps) {
  return (
    <button
      type="button"
      class={css.block}
      draggable
      data-draft={draft.key}
      onFocus={onWatch}
      onDragStart={(event) => {
        // Firefox drags nothing that carries nothing.
        event.dataTransfer?.setData("text/plain", draft.key);
        onHold();
      }}
      onDragEnd={onDrop}
      onClick={onOpen}
      onKeyDown={(event) => {
        if (!event.altKey || !event.key.startsWith("Arrow")) return;
        event.preventDefault();
        onStep(event.key);
      }}
    >
      <span class={css.lesson}>
        <b dir="auto">{called(lists.subjects, draft.subjectId)}</b>
        <span class={css.soft} dir="auto">
          {[called(lists.teachers, draft.teacherId), called(lists.rooms, draft.roomId)].filter(Boolean).join(" · ")}
        </span>
      </span>
    </button>
  );
}
