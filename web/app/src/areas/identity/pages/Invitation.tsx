import { useContext, useEffect, useState } from "preact/hooks";

import { isGone, messageOf } from "../../../kernel/errors";
import { language } from "../../../kernel/i18n";
import { t as shared } from "../../../kernel/messages";
import { navigate, place } from "../../../kernel/router";
import { WorldContext } from "../../../kernel/world";
import { Button, ButtonLink } from "../../../ui/Button";
import { Failure } from "../../../ui/Field";
import { Skeletons } from "../../../ui/States";
import { bring, brought } from "../brought";
import { t } from "../messages";
import { bySecret } from "../parts/BySecret";
import { AcceptMine } from "../parts/AcceptMine";
import { NewAccount } from "../parts/NewAccount";
import { type InvitedTo, requests } from "../requests";
import { Welcome } from "./Welcome";
import css from "./Welcome.module.css";

/** Where the link of an invitation leads: what it is for, and two ways to accept it. */
export default bySecret(function InvitationPage() {
  const world = useContext(WorldContext);
  const [token] = useState(() => place.value.hash.slice(1) || brought("invitation"));
  const [invited, setInvited] = useState<InvitedTo | null>(null);
  const [error, setError] = useState<unknown>(null);

  function look() {
    setError(null);
    requests.invitation(token).then(setInvited, setError);
  }
  useEffect(look, [token]);

  if (error !== null) {
    const over = isGone(error) || (error as { status?: number }).status === 422;
    return (
      <Welcome title={t("invitation.overTitle")} lead={over ? t("invitation.over") : ""}>
        {!over && (
          <>
            <Failure>{messageOf(error)}</Failure>
            <Button onClick={look}>{t("link.retry")}</Button>
          </>
        )}
        <ButtonLink kind="primary" size="wide" href="/sign-in">
          {t("signIn.submit")}
        </ButtonLink>
      </Welcome>
    );
  }
  if (invited === null) {
    return (
      <Welcome title={t("invitation.title")} lead={t("link.looking")}>
        <Skeletons count={2} shape="row" />
      </Welcome>
    );
  }
  const school = (language.value === "km" && invited.schoolKh) || invited.school;
  const lead = t("invitation.lead", { school, role: shared(`role.${invited.role}`), email: invited.email });
  async function withAccount() {
    bring("invitation", token);
    await navigate("/invitation/mine");
  }
  return (
    <Welcome title={t("invitation.title")} lead={lead}>
      {invited.branding.motto != null && (
        <p class={css.motto} style={{ "--school": invited.branding.color ?? "var(--accent)" }} dir="auto">
          {invited.branding.motto}
        </p>
      )}
      {world !== null ? (
        <AcceptMine token={token} me={world.me} email={invited.email} />
      ) : (
        <>
          <NewAccount door={{ inviteToken: token }} email={invited.email} />
          <Button size="wide" onClick={() => void withAccount()}>
            {t("claim.haveAccount")}
          </Button>
        </>
      )}
    </Welcome>
  );
});
