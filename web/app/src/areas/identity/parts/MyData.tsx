import { useQuery } from "@tanstack/preact-query";
import { Archive as Box } from "lucide-preact";
import { useState } from "preact/hooks";

import { number } from "../../../kernel/i18n";
import { moment } from "../../../kernel/time";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Chip } from "../../../ui/Card";
import { Time } from "../../../ui/Person";
import { Row, Rows } from "../../../ui/Rows";
import { Skeletons, Trouble } from "../../../ui/States";
import { archivesQuery, followArchives } from "../archives";
import { t } from "../messages";
import { type Archive, requests } from "../requests";
import { withProof } from "./Proof";

/** All that is kept of the reader, to take along. */
export function MyData() {
  followArchives(useWorld());
  const [busy, setBusy] = useState(false);
  const { data, error, isPending, refetch } = useQuery(archivesQuery);
  const archives = (data?.data ?? []).filter(({ status }) => status !== "EXPIRED");
  const waiting = archives.some(({ status }) => status === "QUEUED");

  async function begin() {
    setBusy(true);
    try {
      if ((await withProof(requests.askForExport)) !== null) toast(t("data.asked"));
    } catch (failure) {
      fail(failure);
    }
    setBusy(false);
    await refetch();
  }

  if (isPending) return <Skeletons count={1} shape="row" />;
  if (data === undefined) return <Trouble title={t("data.error")} error={error} retry={() => void refetch()} />;
  return (
    <>
      {archives.length > 0 && (
        <Rows label={t("data.title")}>
          {archives.map((archive) => (
            <Line key={archive.id} archive={archive} onOpen={() => void open(archive)} />
          ))}
        </Rows>
      )}
      <div>
        <Button aria-disabled={busy || waiting} onClick={() => !busy && !waiting && void begin()}>
          {t("data.ask")}
        </Button>
      </div>
    </>
  );

  async function open({ id }: Archive) {
    try {
      const url = (await withProof(() => requests.export(id)))?.done.url;
      if (url) location.assign(url);
    } catch (failure) {
      fail(failure);
    }
  }
}

function Line({ archive, onOpen }: { archive: Archive; onOpen: () => void }) {
  const { status, createdAt, expiresAt, sizeBytes } = archive;
  const ready = status === "READY";
  const size = { style: "unit", unit: "kilobyte", maximumFractionDigits: 0 } as const;
  return (
    <Row
      picture={<Box size={24} aria-hidden="true" />}
      actions={
        ready ? (
          <Button size="small" onClick={onOpen}>
            {t("data.open")}
          </Button>
        ) : (
          <Chip kind="calm">{t("data.waiting")}</Chip>
        )
      }
    >
      <b>
        <Time iso={createdAt} />
      </b>
      {ready && expiresAt !== null && (
        <span>
          {t("data.until", { when: moment(expiresAt) })} · {number(Math.ceil((sizeBytes ?? 0) / 1000), size)}
        </span>
      )}
    </Row>
  );
}
