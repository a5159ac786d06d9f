import { KeyRound } from "lucide-preact";
import { useState } from "preact/hooks";

import { ApiError } from "../../../kernel/api";
import { messageOf } from "../../../kernel/errors";
import { Button } from "../../../ui/Button";
import { Failure } from "../../../ui/Field";
import { enterWithPasskey } from "../entering";
import { t } from "../messages";
import { hasPasskeys, isTurnedDown } from "../model/passkeys";

const explain = (error: unknown) =>
  error instanceof ApiError && error.code === "wrong_code" ? t("passkeys.wrong") : messageOf(error);

/** Sign in without a password, where the browser knows passkeys. */
export function PasskeySignIn() {
  const [failure, setFailure] = useState<string | null>(null);
  if (!hasPasskeys()) return null;

  async function enter() {
    setFailure(null);
    try {
      await enterWithPasskey();
    } catch (error) {
      if (!isTurnedDown(error)) setFailure(explain(error));
    }
  }

  return (
    <>
      <Button size="wide" onClick={() => void enter()}>
        <KeyRound size={18} aria-hidden="true" /> {t("passkeys.signIn")}
      </Button>
      {failure !== null && <Failure>{failure}</Failure>}
    </>
  );
}
