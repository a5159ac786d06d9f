import { CodeForm } from "../../../shared/CodeForm";
import { Visitors } from "../../../shared/Guests";
import { t } from "../../../shared/messages";
import { Page } from "../../../ui/Page";

/** Where somebody without an account types a code. */
export default function EnterPage() {
  return (
    <Visitors>
      <Page title={t("guest.title")} lead={t("guest.lead")}>
        <CodeForm />
      </Page>
    </Visitors>
  );
}
