import { BadgeCheck, BadgeX } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";

import { isGone } from "../../../../kernel/errors";
import type { PageProps } from "../../../../kernel/router";
import { moment } from "../../../../kernel/time";
import { Visitors } from "../../../../shared/Guests";
import { Chip } from "../../../../ui/Card";
import { Page } from "../../../../ui/Page";
import { Empty, Skeletons, Trouble } from "../../../../ui/States";
import { t } from "../messages";
import { Paper } from "../parts/Paper";
import { type CertificateRead, requests } from "../requests";

/** What anybody sees who was shown the code of a certificate. Nobody need be signed in. */
export default function VerifyPage({ params: { code } }: PageProps<"/certificates/:code">) {
  const [found, setFound] = useState<CertificateRead | null>(null);
  const [error, setError] = useState<unknown>(null);
  const ask = () => {
    setError(null);
    requests.verify(code).then(setFound, setError);
  };
  useEffect(ask, [code]);
  const unknown = error !== null && isGone(error);
  return (
    <Visitors>
      <Page title={t("cert.verify")}>
        {found === null && error === null && <Skeletons count={1} shape="post" />}
        {unknown && <Empty icon={BadgeX} title={t("cert.unknown")} hint={t("cert.unknownHint")} />}
        {error !== null && !unknown && <Trouble title={t("cert.error")} error={error} retry={ask} />}
        {found !== null && (
          <>
            <p role="status">
              {found.revokedAt === null ? (
                <Chip kind="calm">
                  <BadgeCheck size={18} aria-hidden="true" /> {t("cert.genuine")}
                </Chip>
              ) : (
                <Chip kind="warn">{t("cert.revoked", { time: moment(found.revokedAt) })}</Chip>
              )}
            </p>
            <Paper certificate={found} />
          </>
        )}
      </Page>
    </Visitors>
  );
}
