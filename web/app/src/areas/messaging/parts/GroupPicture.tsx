import { Users } from "lucide-preact";

import { hueOf } from "../../../ui/people";
import css from "./GroupPicture.module.css";

/** What stands for a group where a person has a picture. */
export function GroupPicture({ id, name }: { id: string; name: string }) {
  return (
    <span class={css.picture} aria-hidden="true" title={name} style={{ "--hue": hueOf(id) }}>
      <Users size={20} />
    </span>
  );
}
