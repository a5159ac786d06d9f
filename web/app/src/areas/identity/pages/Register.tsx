import { t } from "../messages";
import { NewAccount } from "../parts/NewAccount";
import { Welcome } from "./Welcome";
import css from "./Welcome.module.css";

/** Create an account in the open demo school; with a code of a school there is another page. */
export default function RegisterPage() {
  return (
    <Welcome title={t("register.title")} lead={t("register.lead")}>
      <NewAccount door={{ tenant: "demo" }} />
      <a class={css.link} href="/claim">
        {t("claim.toCode")}
      </a>
      <a class={css.link} href="/sign-in">
        {t("register.toSignIn")}
      </a>
    </Welcome>
  );
}
