import { useEffect, useState } from "preact/hooks";

import { isGone, messageOf } from "../../../kernel/errors";
import { useForm } from "../../../kernel/form";
import { navigate, place } from "../../../kernel/router";
import { Button, ButtonLink } from "../../../ui/Button";
import { Failure, Field, Form } from "../../../ui/Field";
import { Skeletons } from "../../../ui/States";
import { enter } from "../entering";
import { t } from "../messages";
import { bySecret } from "../parts/BySecret";
import { type MailedLink, requests } from "../requests";
import { Welcome } from "./Welcome";
import css from "./Welcome.module.css";

/**
 * Where a mailed link leads: to confirm an address, or to choose another password. What opens it is
 * behind the # of the address, which no server and no log sees.
 */
export default bySecret(function MailedLinkPage() {
  const [token] = useState(() => place.value.hash.slice(1));
  const [link, setLink] = useState<MailedLink | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [nowhere, setNowhere] = useState(false);

  function look() {
    setError(null);
    requests.link(token).then(setLink, setError);
  }
  useEffect(look, [token]);

  if (nowhere) {
    return (
      <Welcome title={t("link.title.CONFIRM")} lead={t("link.nowhere")}>
        <ButtonLink kind="primary" size="wide" href="/claim">
          {t("claim.open")}
        </ButtonLink>
      </Welcome>
    );
  }
  if (error !== null) return <NotValid error={error} retry={look} />;
  const purpose = purposeOf(link);
  const lead = link === null ? t("link.looking") : t(`link.lead.${purpose}`, { name: link.firstName, email: link.email });
  return (
    <Welcome title={t(`link.title.${purpose}`)} lead={lead}>
      {link === null ? <Skeletons count={1} shape="row" /> : <Choose token={token} link={link} onNowhere={() => setNowhere(true)} />}
    </Welcome>
  );
});

/** Whatever is no confirmation opens an account with another password. */
const purposeOf = (link: MailedLink | null) => (link === null || link.purpose === "CONFIRM" ? "CONFIRM" : "RESET");

interface ChooseProps {
  token: string;
  link: MailedLink;
  onNowhere: () => void;
}

function Choose({ token, link, onNowhere }: ChooseProps) {
  const purpose = purposeOf(link);
  const form = useForm({ password: "" }, async ({ password }) => {
    const { email, belongs } = await (purpose === "RESET" ? requests.resetPassword : requests.confirm)(token, password);
    // Who belongs to no school cannot sign in: the code of the registration opens nothing any more.
    if (!belongs) return onNowhere();
    // The link works once: nobody comes back to it.
    await navigate("/sign-in", { replace: true, force: true });
    await enter({ email, password });
  });
  const known = purpose === "CONFIRM" && link.hasPassword;
  return (
    <Form form={form}>
      <Field
        form={form}
        name="password"
        label={t(known ? "signIn.password" : "link.password")}
        hint={t(known ? "link.knownHint" : "register.passwordHint")}
        type="password"
        autocomplete={known ? "current-password" : "new-password"}
        minLength={8}
        required
      />
      <Button kind="primary" size="wide" type="submit">
        {t(`link.submit.${purpose}`)}
      </Button>
    </Form>
  );
}

function NotValid({ error, retry }: { error: unknown; retry: () => void }) {
  // A token that cannot be one is refused like one that was used.
  const over = isGone(error) || (error as { status?: number }).status === 422;
  return (
    <Welcome title={t("link.overTitle")} lead={over ? t("link.over") : ""}>
      {!over && (
        <>
          <Failure>{messageOf(error)}</Failure>
          <Button onClick={retry}>{t("link.retry")}</Button>
        </>
      )}
      <ButtonLink kind="primary" size="wide" href="/sign-in">
        {t("signIn.submit")}
      </ButtonLink>
      <a class={css.link} href="/forgot-password">
        {t("link.another")}
      </a>
    </Welcome>
  );
}
