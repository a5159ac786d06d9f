import { ConnectionStatus, useConnection } from "@stunity/react";

import { degradation } from "../kernel/degradation";
import { t } from "../kernel/messages";
import { Button } from "./Button";
import css from "./Status.module.css";

/** How this page hears of news, in colour and in words. */
export function StatusPill() {
  const say = (part: "live" | "live.hint") => ({
    live: t(`${part}.live`),
    connecting: t(`${part}.connecting`),
    polling: t(`${part}.polling`),
    offline: t(`${part}.offline`),
  });
  return <ConnectionStatus labels={say("live")} hints={say("live.hint")} classes={css} />;
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
