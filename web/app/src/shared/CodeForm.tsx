import { useId, useRef, useState } from "preact/hooks";

import { navigate } from "../kernel/router";
import { Button } from "../ui/Button";
import css from "./CodeForm.module.css";
import { placeOf } from "./codes";
import { t } from "./messages";

/** Where a code is typed that stands on the wall. */
export function CodeForm() {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);

  function submit(event: Event) {
    event.preventDefault();
    const to = placeOf(text);
    setWrong(to === null);
    if (to === null) input.current?.focus();
    else void navigate(to);
  }

  return (
    <form class={css.form} data-dark="true" onSubmit={submit} noValidate>
      <label class={css.label} for={id}>
        {t("code.label")}
      </label>
      <div class={css.line}>
        <input
          ref={input}
          id={id}
          class={css.input}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          maxLength={20}
          placeholder="123 456"
          aria-invalid={wrong}
          aria-describedby={`${id}-error`}
        />
        <Button kind="primary" type="submit">
          {t("code.enter")}
        </Button>
      </div>
      <p class={css.error} id={`${id}-error`} role="alert">
        {wrong && t("code.wrong")}
      </p>
    </form>
  );
}
