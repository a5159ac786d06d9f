import type { EventData } from "../../../../generated/events";
import type { GradebookRead } from "../requests";

export type ChangedCells = EventData["gradebook:changed"]["cells"];

/**
 * The gradebook with cells as an event tells of them, and the totals that they make. What is not
 * newer than what was read stays: an event may come after an answer that has seen it.
 */
export function withCells(book: GradebookRead, cells: ChangedCells): GradebookRead {
  const columns = new Map(book.items.map(({ id }, place) => [id, place]));
  const rows = book.rows.map((row) => {
    const newer = cells.filter((cell) => {
      const column = columns.get(cell.assignmentId);
      return cell.studentId === row.student.id && column !== undefined && cell.version > (row.versions[column] ?? 0);
    });
    if (newer.length === 0) return row;
    const changed = { ...row, points: [...row.points], states: [...row.states], versions: [...row.versions] };
    for (const cell of newer) {
      const column = columns.get(cell.assignmentId) as number;
      changed.points[column] = cell.points;
      changed.states[column] = cell.state;
      changed.versions[column] = cell.version;
      changed.total = cell.total;
    }
    return changed;
  });
  return { ...book, rows };
}
