import { SearchX } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";

import { isGone } from "../../../kernel/errors";
import type { PageProps } from "../../../kernel/router";
import { Visitors } from "../../../shared/Guests";
import { ButtonLink } from "../../../ui/Button";
import { Card, Chip } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { PaperCard } from "../parts/PaperCard";
import { requests, type Verified } from "../requests";

/** Whether a card on paper is what the school has issued: for anybody who holds it. */
export default function VerifyPage({ params: { code } }: PageProps<"/verify/:code">) {
  const [data, setData] = useState<Verified>();
  const [error, setError] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  // Whoever holds the paper has no world here, and so no cache.
  useEffect(() => {
    let asked = true;
    setData(undefined);
    setError(null);
    requests.verify(code).then(
      (found) => asked && setData(found),
      (failure: unknown) => asked && setError(failure),
    );
    return () => void (asked = false);
  }, [code, tries]);
  const isPending = data === undefined && error === null;
  return (
    <Visitors>
      <Page title={t("verify")} lead={t("verifyLead")}>
        {isPending && <Skeletons count={1} shape="post" />}
        {isGone(error) && (
          <Empty icon={SearchX} title={t("unknownCode")} hint={t("unknownCodeHint")}>
            <ButtonLink href="/verify">{t("verifyAgain")}</ButtonLink>
          </Empty>
        )}
        {!isPending && data === undefined && !isGone(error) && (
          <Trouble title={t("error")} error={error} retry={() => setTries(tries + 1)} />
        )}
        {data !== undefined && (
          <>
            <Card data-verified={data.intact}>
              <p>
                <Chip kind={data.intact ? "calm" : "warn"}>{t(data.intact ? "intact" : "notIntact")}</Chip>{" "}
                <Chip kind={data.sealed ? "calm" : "plain"}>{t(data.sealed ? "sealed" : "notSealed")}</Chip>{" "}
                {data.version < data.latestVersion && (
                  <Chip kind="warn">{t("superseded", { version: data.latestVersion })}</Chip>
                )}
              </p>
              <p>{t(data.intact ? "intactHint" : "notIntactHint")}</p>
            </Card>
            <PaperCard content={data.content} issued={{ ...data, code }} />
          </>
        )}
      </Page>
    </Visitors>
  );
}
