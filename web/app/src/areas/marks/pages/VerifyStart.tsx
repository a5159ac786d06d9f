import { useForm } from "../../../kernel/form";
import { href, navigate } from "../../../kernel/router";
import { Visitors } from "../../../shared/Guests";
import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Field, Form } from "../../../ui/Field";
import { Page } from "../../../ui/Page";
import { t } from "../messages";

/** Where somebody types the code of a report card. */
export default function VerifyStartPage() {
  const form = useForm({ code: "" }, async ({ code }) => {
    navigate(href("/verify/:code", { code: code.trim() }));
  });
  return (
    <Visitors>
      <Page title={t("verify")} lead={t("verifyLead")}>
        <Form form={form}>
          <Field form={form} name="code" label={t("code")} required maxLength={40} autocomplete="off" placeholder="7K3M-9QRT-X2VW" />
          <Actions>
            <Button kind="primary" type="submit" disabled={form.busy}>
              {t("verifyNow")}
            </Button>
          </Actions>
        </Form>
      </Page>
    </Visitors>
  );
}
