import { useConnection } from "@stunity/react";

import { degradation } from "../kernel/degradation";
import { t } from "../kernel/messages";
import { Button } from "./Button";
import css from "./Status.module.css";

/** How this page hears of news, in colour and in words. */
export function StatusPill() {
  const { status } = useConnection();
  return (
    <p class={css.status} role="status" data-status={status} title={t(`live.hint.${status}`)}>
      <span class={css.dot} aria-hidden="true" />
      <span class={css.word}>{t(`live.${status}`)}</span>
    </p>
  );
}

/** Lines below the header while news does not arrive live, or a part of the service is away. */
export function Banners() {
  const { status, reconnect } = useConnection();
  return (
    <>
      {(status === "polling" || status === "offline") && (
        <div class={css.banner} data-status={status}>
          <span>{t(`live.banner.${status}`)}</span>
          <Button size="small" onClick={reconnect}>
            {t("live.tryNow")}
          </Button>
        </div>
      )}
      {degradation.active.value && (
        <p class={css.banner} data-status="degraded" role="status">
          {t("service.degraded")}
        </p>
      )}
    </>
  );
}
