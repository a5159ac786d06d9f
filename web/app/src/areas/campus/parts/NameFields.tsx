import type { Form } from "../../../kernel/form";
import { Field, Pair } from "../../../ui/Field";
import { t } from "../messages";

/** The parts of a name in either script; nobody has to have all of them. */
export const noNames = { familyNameKh: "", givenNameKh: "", lastName: "", firstName: "" };

/** Fields for a name in both scripts. */
export function NameFields({ form }: { form: Pick<Form<typeof noNames>, "values" | "errorOf" | "set"> }) {
  return (
    <>
      <Pair>
        <Field form={form} name="familyNameKh" label={t("familyNameKh")} lang="km" maxLength={80} />
        <Field form={form} name="givenNameKh" label={t("givenNameKh")} lang="km" maxLength={80} />
      </Pair>
      <Pair>
        <Field form={form} name="lastName" label={t("lastName")} maxLength={80} />
        <Field form={form} name="firstName" label={t("firstName")} maxLength={80} />
      </Pair>
    </>
  );
}

/** What was filled in. */
export const filled = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ""));
