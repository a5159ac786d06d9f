import { useState } from "preact/hooks";

import { useWorld } from "../../../kernel/world";
import { later } from "../../../ui/later";
import { Avatar } from "../../../ui/Person";
import { COMPOSING } from "../keys";
import { t } from "../messages";
import css from "./Composer.module.css";

const ComposerForm = later(() => import("./ComposerForm").then((module) => module.ComposerForm));

/** The place to write a post: one line, until somebody begins. */
export function Composer({ onPublished }: { onPublished: () => void }) {
  const { drafts, me } = useWorld();
  const [open, setOpen] = useState(() => drafts.get(COMPOSING) !== undefined);
  const [opened, setOpened] = useState(false);
  const prompt = t("compose.prompt", { name: me.firstName });

  const line = (
    <button
      type="button"
      class={css.prompt}
      data-compose
      aria-busy={open}
      onPointerEnter={ComposerForm.load}
      onFocus={ComposerForm.load}
      onClick={() => {
        setOpened(true);
        setOpen(true);
      }}
    >
      {prompt}
    </button>
  );
  return (
    <section class={css.composer} aria-label={t("compose.label")}>
      <Avatar person={me} />
      {open ? (
        <ComposerForm
          waiting={line}
          prompt={prompt}
          focus={opened}
          onPublished={onPublished}
          onClose={() => setOpen(false)}
        />
      ) : (
        line
      )}
    </section>
  );
}
