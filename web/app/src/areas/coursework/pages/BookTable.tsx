import { useState } from "preact/hooks";

import { type PageProps, href } from "../../../kernel/router";
import { saveFile } from "../../../kernel/saveFile";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { FileButton } from "../../../ui/FileButton";
import { Page } from "../../../ui/Page";
import { Line } from "../../../ui/TextFields";
import { keys } from "../keys";
import { t } from "../messages";
import { type BookTableRead, requests } from "../requests";
import css from "./Coursework.module.css";

/** The gradebook as a table, out and back in: every difference is named before it is made. */
export default function BookTablePage({ params: { id } }: PageProps<"/courses/:id/gradebook/table">) {
  const [content, setContent] = useState<string | null>(null);
  const [found, setFound] = useState<BookTableRead | null>(null);
  async function save() {
    try {
      saveFile(await requests.table(id), "gradebook.csv");
    } catch (error) {
      fail(error);
    }
  }
  async function look(file: File) {
    const text = await file.text();
    setContent(text);
    setFound(null);
    try {
      setFound(await requests.takeTable(id, { content: text, apply: false }));
    } catch (error) {
      fail(error);
    }
  }
  return (
    <Page title={t("table.title")} lead={t("table.lead")} back={{ href: href("/courses/:id/gradebook", { id }), label: t("book.title") }}>
      <Card aria-label={t("table.out")}>
        <h2>{t("table.out")}</h2>
        <Actions>
          <Button onClick={() => void save()}>{t("table.save")}</Button>
        </Actions>
      </Card>
      <Card aria-label={t("table.in")}>
        <h2>{t("table.in")}</h2>
        <p>{t("table.chooseHint")}</p>
        <Actions>
          <FileButton label={t("table.choose")} accept=".csv,text/csv" onFile={(file) => void look(file)} />
        </Actions>
        {found !== null && content !== null && (
          <Differences
            courseId={id}
            content={content}
            found={found}
            onDone={() => {
              setFound(null);
              setContent(null);
            }}
          />
        )}
      </Card>
    </Page>
  );
}

interface DifferencesProps {
  courseId: string;
  content: string;
  found: BookTableRead;
  onDone: () => void;
}

function Differences({ courseId, content, found: { changes, errors, plan }, onDone }: DifferencesProps) {
  const { cache } = useWorld();
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  async function apply() {
    setBusy(true);
    const words = reason.trim() === "" ? {} : { reason: reason.trim() };
    try {
      const done = await requests.takeTable(courseId, { content, apply: true, plan, ...words } as Parameters<typeof requests.takeTable>[1]);
      toast(t("table.applied", { count: done.changes.length }));
      await cache.invalidateQueries({ queryKey: keys.book(courseId) });
      onDone();
    } catch (error) {
      fail(error);
      setBusy(false);
    }
  }
  if (errors.length > 0) {
    return (
      <div role="alert">
        <h3>{t("table.errors", { count: errors.length })}</h3>
        <ul class={css.list}>
          {errors.map((one) => (
            <li key={`${one.row}/${one.column}/${one.problem}`}>
              {t("table.place", { row: one.row })} <span dir="auto">{one.column ?? ""}</span>: {t(`problem.${one.problem}`)}{" "}
              <code dir="auto">{one.found}</code>
            </li>
          ))}
        </ul>
      </div>
    );
  }
  if (changes.length === 0) return <p role="status">{t("table.same")}</p>;
  return (
    <>
      <h3 role="status">{t("table.changes", { count: changes.length })}</h3>
      <div class={css.scroll} tabIndex={0} role="region" aria-label={t("table.differences")}>
        <table class={css.grid}>
          <thead>
            <tr>
              <th scope="col">{t("book.student")}</th>
              <th scope="col">{t("work.one")}</th>
              <th scope="col">{t("table.before")}</th>
              <th scope="col">{t("table.after")}</th>
            </tr>
          </thead>
          <tbody>
            {changes.map((one) => (
              <tr key={`${one.studentId}/${one.assignmentId}`}>
                <th scope="row" dir="auto">
                  {one.studentName}
                </th>
                <td dir="auto">{one.assignmentTitle}</td>
                <td>{one.before || "–"}</td>
                <td>
                  <b>{one.after || "–"}</b>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Line label={t("table.reason")} value={reason} maxLength={500} onText={setReason} />
      <Actions end>
        <Button kind="primary" aria-disabled={busy} onClick={() => !busy && void apply()}>
          {t("table.apply", { count: changes.length })}
        </Button>
      </Actions>
    </>
  );
}
