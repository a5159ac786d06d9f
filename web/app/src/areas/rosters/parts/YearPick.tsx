import type { YearRead } from "../../../kernel/api";
import { Pick } from "../../../ui/Controls";
import { t } from "../messages";

interface YearPickProps {
  years: readonly YearRead[];
  value: string;
  onChoose: (id: string) => void;
}

/** A school year; the current one has no id. */
export function YearPick({ years, value, onChoose }: YearPickProps) {
  const others = years.filter(({ isCurrent }) => !isCurrent).map(({ id, name }) => ({ value: id, label: name }));
  return <Pick label={t("year")} value={value} options={[{ value: "", label: t("currentYear") }, ...others]} onChoose={onChoose} />;
}
