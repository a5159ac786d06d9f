import { useEffect, useState } from "preact/hooks";

import { ApiError } from "../../../kernel/api";
import { messageOf } from "../../../kernel/errors";
import { type PageProps, navigate, place } from "../../../kernel/router";
import { ButtonLink } from "../../../ui/Button";
import { Failure } from "../../../ui/Field";
import { Skeletons } from "../../../ui/States";
import { TurnedBack, comeBackFrom } from "../entering";
import { t } from "../messages";
import { SecondStep } from "../parts/SecondStep";
import type { SecondStep as Step } from "../requests";
import { Welcome } from "./Welcome";

const WORDS = {
  account_not_linked: "providers.unknown",
  provider_not_believed: "providers.wrong",
  sign_in_expired: "providers.wrong",
  validation_failed: "providers.wrong",
} as const;

function explain(error: unknown): string {
  if (error instanceof TurnedBack) return t("providers.turnedBack");
  const known = error instanceof ApiError && error.code in WORDS;
  return known ? t(WORDS[error.code as keyof typeof WORDS]) : messageOf(error);
}

const leaveFor = (address: string) => navigate(address, { replace: true, force: true });

/** Where a provider sends the browser back to. */
export default function ProviderReturnPage({ params: { provider } }: PageProps<"/sign-in/:provider">) {
  const [step, setStep] = useState<Step | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    const { search } = place.value;
    // What signs in once does not stay in the address.
    history.replaceState(history.state, "", location.pathname);
    comeBackFrom(provider, search).then((asked) => (asked === null ? leaveFor("/") : setStep(asked)), setError);
  }, [provider]);

  if (step !== null) {
    return (
      <Welcome title={t("step.title")} lead={t("step.lead")}>
        <SecondStep step={step} onBack={() => void leaveFor("/sign-in")} onDone={() => void leaveFor("/")} />
      </Welcome>
    );
  }
  return (
    <Welcome title={t("providers.title")} lead={error === null ? t("providers.lead") : ""}>
      {error === null ? (
        <Skeletons count={1} shape="row" />
      ) : (
        <>
          <Failure>{explain(error)}</Failure>
          <ButtonLink kind="primary" size="wide" href="/sign-in">
            {t("link.toSignIn")}
          </ButtonLink>
        </>
      )}
    </Welcome>
  );
}
