import { useState } from "preact/hooks";

import { messageOf } from "../../../kernel/errors";
import { Button } from "../../../ui/Button";
import { Failure } from "../../../ui/Field";
import { t } from "../messages";
import { requests } from "../requests";
import css from "./SendAgain.module.css";

/** Nothing opens before an address is confirmed: the link can be sent again. */
export function SendAgain({ email, text }: { email: string; text: string }) {
  const [sent, setSent] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);

  async function send() {
    setFailure(null);
    try {
      await requests.sendLinkAgain(email);
      setSent(true);
    } catch (error) {
      setFailure(error);
    }
  }

  return (
    <div class={css.again}>
      <p role="status">{sent ? t("mail.sent", { email }) : text}</p>
      {!sent && <Button onClick={() => void send()}>{t("confirm.again")}</Button>}
      {failure !== null && <Failure>{messageOf(failure)}</Failure>}
    </div>
  );
}
