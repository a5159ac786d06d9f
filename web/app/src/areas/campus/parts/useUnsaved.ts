import { t as shared } from "../../../kernel/messages";
import { useLeaveGuard } from "../../../kernel/router";
import { askFirst } from "../../../ui/Dialog";
import { t } from "../messages";

/**
 * Ask before the page is left with something that is not saved.
 *
 * @param forget does away with what was kept of it, for whoever leaves all the same
 */
export function useUnsaved(dirty: boolean, forget: () => void = () => {}): void {
  useLeaveGuard(dirty, async () => {
    const question = { title: t("unsavedTitle"), text: t("unsavedText"), confirm: t("leave"), cancel: shared("app.cancel") };
    const sure = await askFirst(question);
    if (sure) forget();
    return sure;
  });
}
