import { useQuery } from "@tanstack/preact-query";
import { FileUp } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { href, navigate } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { explained } from "../../../shared/uploads/FileList";
import { send } from "../../../shared/uploads/send";
import { Button } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { Choices } from "../../../ui/Choices";
import { Check, Pick } from "../../../ui/Controls";
import { Failure, Labelled, Pair } from "../../../ui/Field";
import { FileButton } from "../../../ui/FileButton";
import { keys } from "../keys";
import { t } from "../messages";
import { ARCHIVES, TABLES, kindOf, typed } from "../model/files";
import { type Import, type Wish, requests } from "../requests";
import { YearPick } from "./YearPick";
import css from "./Rosters.module.css";

type Order = "" | "DMY" | "MDY";

/** A file, by its button or dropped, and what has to be said with it; then its plan. */
export function NewImport() {
  const { cache } = useWorld();
  const years = useQuery({ queryKey: keys.years, queryFn: requests.years });
  const [kind, setKind] = useState<Import["kind"]>("PUPILS");
  const [file, setFile] = useState<File | null>(null);
  const [yearId, setYearId] = useState("");
  const [startedOn, setStartedOn] = useState("");
  const [dayOrder, setDayOrder] = useState<Order>("");
  const [createsClasses, setCreatesClasses] = useState(false);
  const [endsAbsent, setEndsAbsent] = useState(false);
  const [over, setOver] = useState(false);
  const [part, setPart] = useState<number | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const sending = useRef(new AbortController());
  useEffect(() => () => sending.current.abort(), []);

  function take(chosen: File | undefined) {
    if (chosen === undefined) return;
    const found = kindOf(chosen);
    setFailure(found === null ? t("notAList") : null);
    setFile(found === null ? null : typed(chosen));
    if (found !== null) setKind(found);
  }

  async function plan() {
    if (file === null) return;
    setPart(0);
    setFailure(null);
    try {
      const upload = await send(file, "IMPORT", setPart, sending.current.signal);
      const wish: Wish = { uploadId: upload.id, kind, createsClasses, endsAbsent };
      if (yearId !== "") wish.yearId = yearId;
      if (startedOn !== "") wish.startedOn = startedOn;
      if (dayOrder !== "") wish.dayOrder = dayOrder;
      const made = await requests.plan(wish);
      cache.setQueryData(keys.oneImport(made.id), made);
      void cache.invalidateQueries({ queryKey: keys.imports });
      void navigate(href("/imports/:id", { id: made.id }));
    } catch (error) {
      if (!sending.current.signal.aborted) setFailure(explained(error));
    } finally {
      setPart(null);
    }
  }

  return (
    <Card aria-label={t("new")}>
      <h2>{t("new")}</h2>
      <Choices
        label={t("kind")}
        value={kind}
        options={[
          { value: "PUPILS", label: t("kind.PUPILS") },
          { value: "ONEROSTER", label: t("kind.ONEROSTER") },
        ]}
        onChoose={(wanted) => {
          setKind(wanted);
          setFile(null);
        }}
      />
      <div
        class={css.drop}
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer?.files[0]);
        }}
      >
        <FileUp size={28} aria-hidden="true" />
        <p>{file === null ? t(`drop.${kind}`) : <b dir="auto">{file.name}</b>}</p>
        <FileButton
          label={t(file === null ? "choose" : "chooseOther")}
          accept={kind === "PUPILS" ? TABLES : ARCHIVES}
          disabled={part !== null}
          onFile={take}
        />
      </div>
      <Pair>
        <YearPick years={years.data?.data ?? []} value={yearId} onChoose={setYearId} />
        <Labelled label={t("startedOn")} hint={t("startedOnHint")}>
          {(control) => (
            <input
              {...control}
              class={css.input}
              type="date"
              value={startedOn}
              onInput={(event) => setStartedOn(event.currentTarget.value)}
            />
          )}
        </Labelled>
      </Pair>
      <Pick
        label={t("dayOrder")}
        hint={t("dayOrderHint")}
        value={dayOrder}
        options={[
          { value: "", label: t("dayOrder.AUTO") },
          { value: "DMY", label: t("dayOrder.DMY") },
          { value: "MDY", label: t("dayOrder.MDY") },
        ]}
        onChoose={setDayOrder}
      />
      <Check label={t("createsClasses")} hint={t("createsClassesHint")} checked={createsClasses} onCheck={setCreatesClasses} />
      <Check label={t("endsAbsent")} hint={t("endsAbsentHint")} checked={endsAbsent} onCheck={setEndsAbsent} />
      {failure !== null && <Failure>{failure}</Failure>}
      {part !== null && (
        <label class={css.progress}>
          <span>{t(part < 1 ? "sending" : "working")}</span>
          <progress max={1} value={part < 1 ? part : undefined} />
        </label>
      )}
      <Actions>
        <Button kind="primary" disabled={file === null || part !== null} data-plan onClick={() => void plan()}>
          {t("plan")}
        </Button>
        <span class={css.soft}>{t("nothingYet")}</span>
      </Actions>
    </Card>
  );
}
