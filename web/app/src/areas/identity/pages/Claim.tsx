import { useContext, useEffect, useState } from "preact/hooks";

import { navigate, place } from "../../../kernel/router";
import { WorldContext } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { bring, forget } from "../brought";
import { t } from "../messages";
import { bySecret } from "../parts/BySecret";
import { NewAccount } from "../parts/NewAccount";
import { CodeField, asCode } from "../parts/CodeField";
import { Welcome } from "./Welcome";
import css from "./Welcome.module.css";

/**
 * Come into a school by a code on paper. The code of a scanned sheet stands behind the # of the
 * address, which no server and no log sees.
 */
export default bySecret(function ClaimPage() {
  const signedIn = useContext(WorldContext) !== null;
  const [typed, setTyped] = useState(() => place.value.hash.slice(1));
  const [going, setGoing] = useState(() => asCode(typed) !== null);
  const code = asCode(typed);

  async function withAccount() {
    bring("code", code ?? "");
    await navigate("/claim/mine");
  }
  useEffect(() => {
    if (signedIn) void withAccount();
    else forget("code");
  }, [signedIn]);

  return (
    <Welcome title={t("claim.title")} lead={t(going ? "claim.leadAccount" : "claim.lead")}>
      {going && code !== null ? (
        <>
          <p class={css.kept} data-code>
            {code}
          </p>
          <NewAccount door={{ claimCode: code }} />
          <Button size="wide" onClick={() => void withAccount()}>
            {t("claim.haveAccount")}
          </Button>
          <Button kind="quiet" size="wide" onClick={() => setGoing(false)}>
            {t("claim.other")}
          </Button>
        </>
      ) : (
        <CodeField typed={typed} onType={setTyped} onGo={() => setGoing(true)} />
      )}
      {!going && (
        <a class={css.link} href="/sign-in">
          {t("register.toSignIn")}
        </a>
      )}
    </Welcome>
  );
});
