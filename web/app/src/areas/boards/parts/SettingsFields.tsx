import { Pair } from "../../../ui/Field";
import { Check, NumberField, Pick } from "../../../ui/Controls";
import { t } from "../messages";
import type { Board } from "../requests";

export type Settings = Omit<Board["settings"], "anonymous">;

interface SettingsFieldsProps {
  values: Settings;
  set: <Name extends keyof Settings>(name: Name, value: Settings[Name]) => void;
}

const MODERATION = ["FILTER", "ALL", "OFF"] as const;

/** What can be changed later too. */
export function SettingsFields({ values, set }: SettingsFieldsProps) {
  return (
    <>
      <Pair>
        <Pick
          label={t("board.set.moderation")}
          value={values.moderation}
          options={MODERATION.map((value) => ({ value, label: t(`board.moderation.${value}`) }))}
          onChoose={(moderation) => set("moderation", moderation)}
        />
        <NumberField
          label={t("board.set.votes")}
          value={values.votesPerUser}
          onNumber={(votes) => set("votesPerUser", votes)}
          min={1}
          max={50}
          placeholder={t("board.set.anyVotes")}
        />
      </Pair>
      <Check label={t("board.set.guests")} checked={values.guests} onCheck={(guests) => set("guests", guests)} />
    </>
  );
}
