import { StunityProvider } from "@stunity/react";
import { useContext, useEffect, useState } from "preact/hooks";

import type { PageProps } from "../../../kernel/router";
import { fail } from "../../../kernel/toast";
import { WorldContext } from "../../../kernel/world";
import { GuestSeat, guestSession, hasPass } from "../../../shared/guest";
import { Page } from "../../../ui/Page";
import { Stage } from "../../../ui/Stage";
import { t } from "../messages";
import { GuestBar, MemberBar } from "../parts/PlayBar";
import { Player } from "../parts/Player";

/** The screen of a player, from the door to the podium; guests need no account. */
export default function PlayPage({ params: { code } }: PageProps<"/play/:code">) {
  const world = useContext(WorldContext);
  if (world === null) return <Guest key={code} code={code} />;
  return (
    <Stage bar={<MemberBar />} dark>
      <Page title={t("game.title")} hiddenTitle>
        <Player key={code} seat={world} code={code} />
      </Page>
    </Stage>
  );
}

function Guest({ code }: { code: string }) {
  const place = `live:${code}`;
  const [seat] = useState(() => new GuestSeat(place, guestSession(place)));
  const inside = hasPass(place);
  useEffect(() => {
    if (!inside) return;
    seat.start().catch(fail);
    return () => seat.stream.stop();
  }, [seat, inside]);
  return (
    <StunityProvider stream={seat.stream}>
      <Stage bar={<GuestBar inside={inside} />} hears={inside} dark>
        <Page title={t("game.title")} hiddenTitle>
          <Player seat={seat} guest={seat} isOutside={!inside} code={code} />
        </Page>
      </Stage>
    </StunityProvider>
  );
}
