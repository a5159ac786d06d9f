import { Send } from "lucide-preact";

import { t } from "../../../kernel/messages";
import { useWorld } from "../../../kernel/world";
import { ButtonLink } from "../../../ui/Button";
import { Page } from "../../../ui/Page";
import { Empty } from "../../../ui/States";
import { WaitingTexts } from "../../../ui/Waiting";

/** What was written without a connection, until it is sent. */
export default function OutboxPage() {
  const { outbox } = useWorld();
  const rows = outbox.all.value;
  return (
    <Page title={t("outbox.title")} lead={t("outbox.lead")}>
      {rows.length === 0 && (
        <Empty icon={Send} title={t("outbox.empty")} hint={t("outbox.emptyHint")}>
          <ButtonLink href="/">{t("nav.home")}</ButtonLink>
        </Empty>
      )}
      <WaitingTexts outbox={outbox} rows={rows} kinds />
    </Page>
  );
}
