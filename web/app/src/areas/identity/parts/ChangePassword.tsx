import { useState } from "preact/hooks";

import { ApiError } from "../../../kernel/api";
import { useForm } from "../../../kernel/form";
import { toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Field, Form } from "../../../ui/Field";
import { t } from "../messages";
import { requests } from "../requests";

const wrong = (error: unknown) =>
  error instanceof ApiError && error.code === "wrong_password" ? t("password.wrong") : null;

/** Choose another password; other devices are signed out by that. */
export function ChangePassword() {
  // Another form for each change: the words of the last one are gone.
  const [changes, setChanges] = useState(0);
  return <ChangeForm key={changes} onDone={() => setChanges(changes + 1)} />;
}

function ChangeForm({ onDone }: { onDone: () => void }) {
  const { me } = useWorld();
  const empty = { currentPassword: "", newPassword: "" };
  const form = useForm(
    empty,
    async ({ currentPassword, newPassword }) => {
      await requests.changePassword(currentPassword, newPassword);
      toast(t("password.done"));
      onDone();
    },
    wrong,
  );
  return (
    <Form form={form}>
      <input class="visually-hidden" type="text" autocomplete="username" value={me.email} readOnly tabIndex={-1} aria-hidden="true" />
      <Field form={form} name="currentPassword" label={t("password.current")} type="password" autocomplete="current-password" required />
      <Field form={form} name="newPassword" label={t("password.new")} hint={t("register.passwordHint")} type="password" autocomplete="new-password" minLength={8} required />
      <div>
        <Button type="submit">{t("password.submit")}</Button>
      </div>
    </Form>
  );
}
