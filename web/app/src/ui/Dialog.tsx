import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

import { Button } from "./Button";
import css from "./Dialog.module.css";

interface DialogProps {
  title: string;
  children: ComponentChildren;
  onClose: () => void;
}

/**
 * A window above the page. The browser's own `<dialog>` keeps the focus inside, closes on Escape and
 * gives the focus back.
 */
export function Dialog({ title, children, onClose }: DialogProps) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class={css.dialog} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}

interface Question {
  title: string;
  text: string;
  confirm: string;
  cancel: string;
  danger?: boolean;
}

const asked = signal<(Question & { answer: (sure: boolean) => void }) | null>(null);

/** Ask before something that cannot be undone. */
export function askFirst(question: Question): Promise<boolean> {
  return new Promise((resolve) => {
    asked.value?.answer(false);
    asked.value = { danger: true, ...question, answer: resolve };
  });
}

/** Stands once on the page and shows what is asked. */
export function Questions() {
  const question = asked.value;
  if (question === null) return null;
  const { title, text, confirm, cancel, danger, answer } = question;
  const close = (sure: boolean) => {
    asked.value = null;
    answer(sure);
  };
  return (
    <Dialog title={title} onClose={() => close(false)}>
      <p class={css.text}>{text}</p>
      <div class={css.buttons}>
        <Button autofocus onClick={() => close(false)}>
          {cancel}
        </Button>
        <Button kind={danger ? "danger" : "primary"} onClick={() => close(true)}>
          {confirm}
        </Button>
      </div>
    </Dialog>
  );
}
