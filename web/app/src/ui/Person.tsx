import { useState } from "preact/hooks";

import { t } from "../kernel/messages";
import { ago, moment } from "../kernel/time";
import css from "./Person.module.css";
import { hueOf, initials, ownPortrait } from "./people";

interface AvatarProps {
  person: { id: string; name: string; avatar: string | null };
  size?: "small" | "medium";
}

/**
 * A picture of a person, or their initials on a colour of their own. The name stands beside it, so
 * it says nothing to a screen reader.
 */
export function Avatar({ person: { id, name, avatar }, size = "medium" }: AvatarProps) {
  const [broken, setBroken] = useState<string | null>(null);
  const src = ownPortrait.value?.id === id ? ownPortrait.value.avatar : avatar;
  return (
    <span class={css.avatar} data-size={size} aria-hidden="true" style={{ "--hue": hueOf(id) }}>
      {initials(name)}
      {src !== null && src !== broken && (
        <img src={src} alt="" loading="lazy" referrerpolicy="no-referrer" onError={() => setBroken(src)} />
      )}
    </span>
  );
}

/** What somebody is at the school. */
export function RoleTag({ role }: { role: string | null }) {
  const key = `role.${role}`;
  if (role === null || !t.has(key)) return null;
  return (
    <span class={css.role} data-role={role}>
      {t(key)}
    </span>
  );
}

/** A moment as the reader thinks of it; it stays true as time passes. */
export function Time({ iso }: { iso: string }) {
  return (
    <time dateTime={iso} title={moment(iso)}>
      {ago(iso)}
    </time>
  );
}
