import { useQuery } from "@tanstack/preact-query";
import { Award, Printer } from "lucide-preact";

import { isGone } from "../../../../kernel/errors";
import { type PageProps, href } from "../../../../kernel/router";
import { useWorld } from "../../../../kernel/world";
import { Button, ButtonLink } from "../../../../ui/Button";
import { Page } from "../../../../ui/Page";
import { Empty, Skeletons, Trouble } from "../../../../ui/States";
import { courses } from "../courses";
import { keys } from "../keys";
import { t } from "../messages";
import { Paper } from "../parts/Paper";
import { requests } from "../requests";

/** What the reader has earned in a course, ready to be printed. */
export default function CertificatePage({ params: { id } }: PageProps<"/courses/:id/certificate">) {
  courses(useWorld());
  const { data, error, isPending, refetch } = useQuery({
    queryKey: keys.certificate(id),
    queryFn: () => requests.certificate(id),
  });
  const none = error !== null && isGone(error);
  return (
    <Page
      title={t("certificate")}
      back={{ href: href("/courses/:id", { id }), label: t("toCourse") }}
      action={
        data && (
          <Button kind="primary" onClick={() => window.print()}>
            <Printer size={18} aria-hidden="true" />
            {t("cert.print")}
          </Button>
        )
      }
    >
      {isPending && <Skeletons count={1} shape="post" />}
      {none && (
        <Empty icon={Award} title={t("cert.none")} hint={t("cert.noneHint")}>
          <ButtonLink href={href("/courses/:id", { id })}>{t("toCourse")}</ButtonLink>
        </Empty>
      )}
      {data === undefined && error !== null && !none && (
        <Trouble title={t("cert.error")} error={error} retry={() => void refetch()} />
      )}
      {data && <Paper certificate={data} />}
    </Page>
  );
}
