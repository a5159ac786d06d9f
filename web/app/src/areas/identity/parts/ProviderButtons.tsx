import { useEffect, useState } from "preact/hooks";

import { messageOf } from "../../../kernel/errors";
import { Button } from "../../../ui/Button";
import { Failure } from "../../../ui/Field";
import { leaveForProvider } from "../entering";
import { t } from "../messages";
import { requests } from "../requests";

type Providers = Awaited<ReturnType<typeof requests.providers>>["data"];

/** Others by whom one can sign in, where operators have set some up. */
export function ProviderButtons() {
  const [providers, setProviders] = useState<Providers>([]);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    // Without the list there is still the password.
    requests.providers().then(({ data }) => setProviders(data), () => {});
  }, []);

  function leave(slug: string) {
    setFailure(null);
    leaveForProvider(slug).catch(setFailure);
  }

  return (
    <>
      {providers.map(({ slug, name }) => (
        <Button key={slug} size="wide" data-provider={slug} onClick={() => leave(slug)}>
          {t("providers.signIn", { name })}
        </Button>
      ))}
      {failure !== null && <Failure>{messageOf(failure)}</Failure>}
    </>
  );
}
