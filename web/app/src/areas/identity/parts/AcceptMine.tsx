import { type MeRead, sdk } from "../../../kernel/api";
import { navigate } from "../../../kernel/router";
import { fail, toast } from "../../../kernel/toast";
import { Button } from "../../../ui/Button";
import { forget } from "../brought";
import { t } from "../messages";
import { requests } from "../requests";

/** Accept an invitation with the account that is signed in, where it was sent to its address. */
export function AcceptMine({ token, me, email }: { token: string; me: MeRead; email: string }) {
  async function accept() {
    try {
      const { tenantId } = await requests.accept(token);
      forget("invitation");
      toast(t("claim.done"));
      await navigate("/", { replace: true });
      if (tenantId !== me.tenant.id) await sdk.switchTenant(tenantId);
    } catch (error) {
      fail(error);
    }
  }
  if (me.email !== email) return <p role="alert">{t("invitation.another", { email, mine: me.email })}</p>;
  return (
    <Button kind="primary" size="wide" onClick={() => void accept()}>
      {t("invitation.accept")}
    </Button>
  );
}
