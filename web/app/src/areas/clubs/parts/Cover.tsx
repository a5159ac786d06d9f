import type { Club } from "../requests";
import css from "./Cover.module.css";

/** The picture of a club; its name stands beside it. */
export function Cover({ cover, small = false }: { cover: NonNullable<Club["cover"]>; small?: boolean }) {
  const src = small ? (cover.thumbUrl ?? cover.url) : cover.url;
  return <img class={css.cover} data-small={small} src={src} alt={cover.alt ?? ""} loading="lazy" referrerpolicy="no-referrer" />;
}
