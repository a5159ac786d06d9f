import { CircleAlert } from "lucide-preact";

import type { PageProps } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { ButtonLink } from "../../../ui/Button";
import { Page } from "../../../ui/Page";
import { Stage } from "../../../ui/Stage";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { HostBar } from "../parts/HostBar";
import { HostLobby } from "../parts/HostLobby";
import { HostQuestion } from "../parts/HostQuestion";
import { HostReport } from "../parts/HostReport";
import { HostReveal } from "../parts/HostReveal";
import { useGame } from "../parts/useGame";

/** The screen of the host, made for a projector: large letters, one main button, Space or Enter to press it. */
export default function HostPage({ params: { code } }: PageProps<"/live/:code">) {
  const game = useGame(useWorld(), code, { hosts: true });
  const { standing, state, error } = game;
  const hosts = standing === "ready" && state?.role === "host";
  const revealed = state?.phase === "revealed";
  return (
    <Stage bar={<HostBar game={game} />} dark>
      <Page title={state?.title ?? t("host.title")} hiddenTitle>
        {standing === "loading" && <Skeletons count={1} shape="post" />}
        {standing === "error" && <Trouble title={t("game.error")} error={error} retry={() => void game.load()} />}
        {standing !== "loading" && standing !== "error" && !hosts && (
          <Empty icon={CircleAlert} title={t("game.notFound")} hint={t("host.notHost")}>
            <ButtonLink href="/classroom">{t("game.back")}</ButtonLink>
          </Empty>
        )}
        {hosts && state.status === "LOBBY" && <HostLobby game={game} />}
        {hosts && state.status === "ACTIVE" && !revealed && <HostQuestion key={state.index} game={game} />}
        {hosts && state.status === "ACTIVE" && revealed && <HostReveal game={game} />}
        {hosts && game.over && <HostReport game={game} />}
      </Page>
    </Stage>
  );
}
