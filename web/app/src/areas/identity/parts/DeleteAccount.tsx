import { standing } from "../../../kernel/session";
import { moment } from "../../../kernel/time";
import { t as shared } from "../../../kernel/messages";
import { sdk } from "../../../kernel/api";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Card } from "../../../ui/Card";
import { askFirst } from "../../../ui/Dialog";
import { t } from "../messages";
import { requests } from "../requests";
import { withProof } from "./Proof";

/** Says that the account will be erased, and how to keep it. */
export function ErasurePlanned() {
  const { me } = useWorld();
  if (me.erasesAt === null) return null;
  return (
    <Card role="status">
      <p>{t("erase.planned", { when: moment(me.erasesAt) })}</p>
      <div>
        <Button kind="primary" onClick={() => void keep()}>
          {t("erase.keep")}
        </Button>
      </div>
    </Card>
  );
}

async function keep() {
  try {
    await requests.keep();
    toast(t("erase.kept"));
    // Who one is, is asked for anew.
    standing.value = "unknown";
  } catch (error) {
    fail(error);
  }
}

/** Ask that the account be erased; every device is signed out by that. */
export function DeleteAccount() {
  const world = useWorld();

  async function erase() {
    const question = {
      title: t("erase.askTitle"),
      text: t("erase.askText"),
      confirm: t("erase.confirm"),
      cancel: shared("app.cancel"),
    };
    if (!(await askFirst(question))) return;
    try {
      if ((await withProof(requests.erase)) === null) return;
      toast(t("erase.done"));
      world.stream.stop();
      await sdk.logout();
    } catch (error) {
      fail(error);
    }
  }

  return (
    <div>
      <Button kind="danger" disabled={world.me.erasesAt !== null} onClick={() => void erase()}>
        {t("erase.ask")}
      </Button>
    </div>
  );
}
