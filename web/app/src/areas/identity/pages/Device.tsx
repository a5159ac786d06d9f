import { useEffect } from "preact/hooks";

import { navigate, place } from "../../../kernel/router";
import { Skeletons } from "../../../ui/States";
import { bring } from "../brought";
import { t } from "../messages";
import { Welcome } from "./Welcome";

/**
 * The address that a program shows. Its code may stand behind the #, which no server sees; it is
 * brought along while somebody signs in.
 */
export default function DevicePage() {
  useEffect(() => {
    // A page stays until the next one is there, and may be drawn again meanwhile.
    if (place.value.pathname !== "/device") return;
    bring("device", place.value.hash.slice(1));
    void navigate("/device/mine", { replace: true });
  }, []);
  return (
    <Welcome title={t("program.title")} lead={t("program.lead")}>
      <Skeletons count={1} shape="row" />
    </Welcome>
  );
}
