import { useId, useRef, useState } from "preact/hooks";

import { ApiError } from "../../../kernel/api";
import { fieldMessage, messageOf } from "../../../kernel/errors";
import { language } from "../../../kernel/i18n";
import { Button, LinkButton } from "../../../ui/Button";
import { Labelled } from "../../../ui/Field";
import field from "../../../ui/Field.module.css";
import { t } from "../messages";
import { spaced } from "../model/code";
import css from "./Player.module.css";
import { useBusy } from "./useBusy";

type Join = (body: { nickname?: string; returnCode?: string }, language: "en" | "km") => Promise<void>;

/** The door of a game: a nickname, and in; or the code with which a guest comes back. */
export function Door({ code, guest, join }: { code: string; guest: boolean; join: Join }) {
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const [name, setName] = useState("");
  const [returning, setReturning] = useState(false);
  const [returnCode, setReturnCode] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, run] = useBusy((error) => {
    setProblem(doorMessage(error));
    requestAnimationFrame(() => form.current?.querySelector("input")?.focus());
  });

  function sitDown(nickname: string) {
    setProblem(null);
    const body = returning ? { returnCode: returnCode.trim() } : nickname === "" ? {} : { nickname };
    void run(() => join(body, language.value));
  }

  return (
    <form
      ref={form}
      class={css.door}
      aria-labelledby={id}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        sitDown(name.trim());
      }}
    >
      <h2 id={id} tabIndex={-1}>
        {t("game.door", { code: spaced(code) })}
      </h2>
      {returning ? (
        <Labelled key="return" label={t("game.returnCode")} hint={t("game.returnHint")} error={problem}>
          {(control) => (
            <input
              {...control}
              class={field.input}
              name="returnCode"
              value={returnCode}
              autocomplete="off"
              autocapitalize="characters"
              spellcheck={false}
              maxLength={16}
              onInput={(event) => setReturnCode(event.currentTarget.value)}
            />
          )}
        </Labelled>
      ) : (
        <Labelled key="name" label={t("game.nickname")} hint={t("game.nicknameHint")} error={problem}>
          {(control) => (
            <input
              {...control}
              class={field.input}
              name="nickname"
              value={name}
              autocomplete="off"
              dir="auto"
              maxLength={20}
              placeholder={t(guest ? "game.nicknamePrompt" : "game.nicknameOwn")}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          )}
        </Labelled>
      )}
      <Button kind="primary" size="wide" type="submit" aria-disabled={busy}>
        {t("game.join")}
      </Button>
      {guest && !returning && (
        <Button size="wide" aria-disabled={busy} onClick={() => sitDown("")}>
          {t("game.surprise")}
        </Button>
      )}
      {guest && (
        <LinkButton
          onClick={() => {
            setProblem(null);
            setReturning(!returning);
          }}
        >
          {t(returning ? "game.returnNot" : "game.return")}
        </LinkButton>
      )}
    </form>
  );
}

function doorMessage(error: unknown): string {
  const key = error instanceof ApiError ? `game.no.${error.code}` : "";
  if (t.has(key)) return t(key);
  return fieldMessage(error, "nickname") ?? fieldMessage(error, "returnCode") ?? messageOf(error);
}
