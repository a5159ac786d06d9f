import { useRef, useState } from "preact/hooks";

import { inLanguage } from "../../../kernel/i18n";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { keys } from "../keys";
import { t } from "../messages";
import { type Words, pastedColumn, readCell, shownCell } from "../model/cells";
import { wordOf } from "../model/states";
import css from "../pages/Coursework.module.css";
import { type CellsWrite, type GradebookRead, requests } from "../requests";

type Row = GradebookRead["rows"][number];
type Item = GradebookRead["items"][number];

const SAVED_AFTER_MS = 400;
const MOST = 500;

/** All grades of a course. What is typed is saved in the background, many cells in one request. */
export function Grid({ book }: { book: GradebookRead }) {
  const { cache } = useWorld();
  const [typed, setTyped] = useState<ReadonlyMap<string, string>>(new Map());
  const [saving, setSaving] = useState(false);
  const words = { EXCUSED: t("state.EXCUSED"), MISSING: t("state.MISSING") };
  const wrong = [...typed.values()].some((text) => readCell(text, words) === null);
  const table = useRef<HTMLTableElement>(null);
  const waiting = useRef(new Map<string, CellsWrite["cells"][number]>());
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const flying = useRef(false);

  async function flush() {
    if (flying.current || waiting.current.size === 0) return;
    flying.current = true;
    setSaving(true);
    const cells = [...waiting.current.values()].slice(0, MOST);
    for (const cell of cells) waiting.current.delete(placeOf(cell.assignmentId, cell.studentId));
    try {
      const done = await requests.saveCells(book.courseId, { cells });
      if (done.conflicts.length > 0) toast(t("book.conflict"));
    } catch (error) {
      fail(error);
    }
    await cache.invalidateQueries({ queryKey: keys.book(book.courseId) });
    setTyped((before) => {
      const after = new Map(before);
      for (const cell of cells) after.delete(placeOf(cell.assignmentId, cell.studentId));
      return after;
    });
    flying.current = false;
    setSaving(waiting.current.size > 0);
    void flush();
  }

  function put(row: number, column: number, text: string): void {
    const student = book.rows[row];
    const item = book.items[column];
    if (student === undefined || item === undefined || item.veiled) return;
    const place = placeOf(item.id, student.student.id);
    setTyped((before) => new Map(before).set(place, text));
    const read = readCell(text, words);
    const shown = shownCell(student.points[column] ?? null, student.states[column] ?? "PENDING", words);
    if (read === null || text.trim() === shown) {
      waiting.current.delete(place);
      return;
    }
    const version = student.versions[column] ?? 0;
    const grade = { points: null, state: null, ...read };
    waiting.current.set(place, { assignmentId: item.id, studentId: student.student.id, version, ...grade });
    setSaving(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void flush(), SAVED_AFTER_MS);
  }

  function go(row: number, column: number): void {
    table.current?.querySelector<HTMLInputElement>(`[data-cell="${row}/${column}"]`)?.focus();
  }

  function paste(event: ClipboardEvent, row: number, column: number): void {
    const lines = pastedColumn(event.clipboardData?.getData("text") ?? "");
    if (lines.length < 2) return;
    event.preventDefault();
    lines.forEach((line, n) => put(row + n, column, line));
    go(Math.min(row + lines.length, book.rows.length - 1), column);
  }

  return (
    <>
      <p class={css.note} role="status">
        {t(wrong ? "book.wrong" : saving ? "book.saving" : "book.saved")}
      </p>
      <div class={css.scroll} tabIndex={0} role="region" aria-label={t("book.table")}>
        <table class={css.grid} ref={table}>
          <thead>
            <tr>
              <th scope="col">{t("book.student")}</th>
              {book.items.map((item) => (
                <th key={item.id} scope="col">
                  <a href={`/assignments/${item.id}`} dir="auto">
                    {inLanguage(item.title, item.titleKh)}
                  </a>
                  <span class={css.note}> / {item.maxPoints}</span>
                </th>
              ))}
              <th scope="col">{t("book.total")}</th>
            </tr>
          </thead>
          <tbody>
            {book.rows.map((row, r) => (
              <tr key={row.student.id}>
                <th scope="row" dir="auto">
                  {row.student.name}
                </th>
                {book.items.map((item, c) => (
                  <td key={item.id}>
                    <Cell
                      row={row}
                      item={item}
                      place={[r, c]}
                      words={words}
                      text={typed.get(placeOf(item.id, row.student.id))}
                      onText={(text) => put(r, c, text)}
                      onDown={() => go(r + 1, c)}
                      onPaste={(event) => paste(event, r, c)}
                    />
                  </td>
                ))}
                <td data-total={row.student.id}>{row.total === null ? "–" : `${row.total} %`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface CellProps {
  row: Row;
  item: Item;
  place: readonly [number, number];
  words: Words;
  text: string | undefined;
  onText: (text: string) => void;
  onDown: () => void;
  onPaste: (event: ClipboardEvent) => void;
}

function Cell({ row, item, place: [r, c], words, text, onText, onDown, onPaste }: CellProps) {
  const shown = shownCell(row.points[c] ?? null, row.states[c] ?? "PENDING", words);
  const value = text ?? shown;
  return (
    <input
      class={css.cell}
      data-cell={`${r}/${c}`}
      aria-label={t("book.cell", { student: row.student.name, work: inLanguage(item.title, item.titleKh) })}
      aria-invalid={readCell(value, words) === null}
      title={t(wordOf(item.type, row.states[c] ?? "PENDING"))}
      inputMode="decimal"
      autocomplete="off"
      disabled={item.veiled}
      value={value}
      onInput={(event) => onText(event.currentTarget.value)}
      onPaste={onPaste}
      onKeyDown={(event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        onDown();
      }}
    />
  );
}

function placeOf(assignmentId: string, studentId: string): string {
  return `${assignmentId}/${studentId}`;
}
