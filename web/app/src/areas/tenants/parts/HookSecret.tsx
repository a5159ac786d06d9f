import { t as shared } from "../../../kernel/messages";
import { toast } from "../../../kernel/toast";
import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { t } from "../messages";
import css from "./Webhooks.module.css";

/** A secret that nobody is shown again. */
export function HookSecret({ secret, onClose }: { secret: string; onClose: () => void }) {
  async function copy() {
    try {
      await navigator.clipboard.writeText(secret);
      toast(t("hooks.copied"));
    } catch {
      toast(t("hooks.notCopied"));
    }
  }
  return (
    <div role="status">
      <p>{t("hooks.keep")}</p>
      <code class={css.secret} data-secret>
        {secret}
      </code>
      <Actions end>
        <Button onClick={() => void copy()}>{t("hooks.copy")}</Button>
        <Button kind="primary" data-kept onClick={onClose}>
          {shared("app.close")}
        </Button>
      </Actions>
    </div>
  );
}
