import { keepPreviousData, useQuery } from "@tanstack/preact-query";
import { GraduationCap } from "lucide-preact";
import { useState } from "preact/hooks";

import { ApiError } from "../../../kernel/api";
import { fail } from "../../../kernel/toast";
import { Button } from "../../../ui/Button";
import { Failure, Labelled } from "../../../ui/Field";
import { Page } from "../../../ui/Page";
import { Avatar } from "../../../ui/Person";
import { Row, Rows } from "../../../ui/Rows";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { PaperSheet } from "../parts/PaperSheet";
import { type PaperCode, type Pupil, requests } from "../requests";
import css from "./Pupils.module.css";

const elsewhere = (error: unknown) => error instanceof ApiError && error.code === "not_only_here";

/** Pupils who forgot the password and have no mail: they get a code on paper. */
export default function PupilsPage() {
  const [name, setName] = useState("");
  const [paper, setPaper] = useState<PaperCode | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ["identity", "pupils", name.trim()],
    queryFn: () => requests.pupils(name.trim()),
    placeholderData: keepPreviousData,
  });

  async function give(pupil: Pupil) {
    setFailure(null);
    try {
      setPaper(await requests.giveCode(pupil.id));
    } catch (error) {
      if (elsewhere(error)) setFailure(t("pupils.elsewhere"));
      else fail(error);
    }
  }

  return (
    <Page title={t("pupils.title")} lead={t("pupils.lead")}>
      <Labelled label={t("pupils.search")}>
        {(control) => (
          <input {...control} class={css.search} type="search" value={name} maxLength={80} dir="auto" onInput={(event) => setName(event.currentTarget.value)} />
        )}
      </Labelled>
      {failure !== null && <Failure>{failure}</Failure>}
      {isPending && <Skeletons count={4} shape="row" />}
      {!isPending && data === undefined && <Trouble title={t("pupils.error")} error={error} retry={() => void refetch()} />}
      {data !== undefined && data.data.length === 0 && <Empty icon={GraduationCap} title={t("pupils.none")} hint={t("pupils.noneHint")} />}
      {data !== undefined && data.data.length > 0 && (
        <Rows label={t("pupils.title")}>
          {data.data.map((pupil) => (
            <Line key={`${pupil.id} ${pupil.className}`} pupil={pupil} onGive={() => void give(pupil)} />
          ))}
        </Rows>
      )}
      {data?.more && <p role="status">{t("pupils.more")}</p>}
      {paper !== null && <PaperSheet paper={paper} onClose={() => setPaper(null)} />}
    </Page>
  );
}

function Line({ pupil: { id, name, className }, onGive }: { pupil: Pupil; onGive: () => void }) {
  const actions = (
    <Button size="small" aria-label={t("pupils.giveName", { name })} onClick={onGive}>
      {t("pupils.give")}
    </Button>
  );
  return (
    <Row picture={<Avatar person={{ id, name, avatar: null }} size="small" />} actions={actions}>
      <b dir="auto">{name}</b>
      <span dir="auto">{className}</span>
    </Row>
  );
}
