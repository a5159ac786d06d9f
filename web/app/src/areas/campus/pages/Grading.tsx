import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { Page } from "../../../ui/Page";
import { Pick } from "../../../ui/Controls";
import { Reading } from "../../../ui/Reading";
import { mayLeave } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { campus } from "../campus";
import { keys } from "../keys";
import { t } from "../messages";
import { SchemeForm } from "../parts/SchemeForm";
import { type Scheme, requests } from "../requests";

const BANDS = ["PRIMARY", "LOWER_SECONDARY", "UPPER_SECONDARY"] as const;

/** How averages are made and what they are called, for each part of the school. */
export default function GradingPage() {
  campus(useWorld());
  const [band, setBand] = useState<Scheme["band"]>("PRIMARY");
  const choose = async (other: Scheme["band"]) => {
    if (await mayLeave()) setBand(other);
  };
  const query = useQuery({ queryKey: keys.scales, queryFn: requests.scales });
  return (
    <Page title={t("title.grading")} lead={t("lead.grading")} back={{ href: "/school/year", label: t("title.setup") }}>
      <Pick label={t("band")} value={band} options={BANDS.map((value) => ({ value, label: t(`band.${value}`) }))} onChoose={(value) => void choose(value)} />
      <Reading error={t("error")} query={query}>
        {({ data, presets }) => {
          const scheme = data.find((one) => one.band === band);
          const preset = presets.find((one) => one.band === band);
          return scheme !== undefined && preset !== undefined && <SchemeForm key={JSON.stringify(scheme)} scheme={scheme} preset={preset} />;
        }}
      </Reading>
    </Page>
  );
}
