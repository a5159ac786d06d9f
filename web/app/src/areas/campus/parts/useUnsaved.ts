import { t as shared } from "../../../kernel/messages";
import { useLeaveGuard } from "../../../kernel/router";
import { askFirst } from "../../../ui/Dialog";
import { t } from "../messages";

/** Ask before the page is left with something that is not saved. */
export function useUnsaved(dirty: boolean): void {
  useLeaveGuard(dirty, () =>
    askFirst({ title: t("unsavedTitle"), text: t("unsavedText"), confirm: t("leave"), cancel: shared("app.cancel") }),
  );
}
