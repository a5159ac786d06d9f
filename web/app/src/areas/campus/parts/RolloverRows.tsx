import { Chip } from "../../../ui/Card";
import { Row, Rows } from "../../../ui/Rows";
import { t } from "../messages";
import { namesOf } from "../model/names";
import { type Decision, DECISIONS } from "../model/rollover";
import type { Rollover } from "../requests";
import css from "./Campus.module.css";
import { PupilName } from "./PupilName";

interface RowsProps {
  rows: Rollover["rows"];
  decisions: ReadonlyMap<string, Decision>;
  onDecide: (studentId: string, decision: Decision) => void;
}

/** The pupils of a class with what is decided of each, and what becomes of them. */
export function RolloverRows({ rows, decisions, onDecide }: RowsProps) {
  return (
    <Rows label={t("pupils")}>
      {rows.map((row) => (
        <Row
          key={row.studentId}
          actions={
            row.outcome !== "ALREADY_THERE" && (
              <select
                class={css.input}
                aria-label={t("decisionOf", { name: namesOf(row).first })}
                data-decision={row.studentId}
                value={decisions.get(row.studentId) ?? "PROMOTE"}
                onChange={({ currentTarget }) => onDecide(row.studentId, currentTarget.value as Decision)}
              >
                {DECISIONS.map((decision) => (
                  <option key={decision} value={decision}>
                    {t(`decision.${decision}`)}
                  </option>
                ))}
              </select>
            )
          }
        >
          <PupilName person={row} note={row.studentNumber} />
          <span class={css.line}>
            <Chip kind={row.outcome === "PROMOTED" ? "calm" : row.outcome === "NO_CLASS" ? "warn" : "plain"} data-outcome={row.outcome}>
              {t(`outcome.${row.outcome}`)}
            </Chip>
            {row.toClassName !== null && <span dir="auto">{row.toClassName}</span>}
          </span>
        </Row>
      ))}
    </Rows>
  );
}
