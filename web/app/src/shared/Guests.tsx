import { QueryClientProvider } from "@tanstack/preact-query";
import { StunityProvider } from "@stunity/react";
import { DoorOpen } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useContext, useEffect, useMemo, useRef } from "preact/hooks";

import { navigate, place as address } from "../kernel/router";
import { fail } from "../kernel/toast";
import { SeatContext, WorldContext } from "../kernel/world";
import { BrandLink } from "../ui/Brand";
import { ButtonLink } from "../ui/Button";
import { LanguageChoice } from "../ui/Choices";
import { Page } from "../ui/Page";
import { Empty } from "../ui/States";
import { Banners, StatusPill } from "../ui/Status";
import css from "./Guests.module.css";
import { GuestSeat, guestSession, hasPass } from "./guest";
import { t } from "./messages";

interface SeatedProps {
  /** What a pass is for: `board:<id>` or `live:<code>`. */
  place: string;
  /** Nothing stands around it: a wall or a game. */
  bare?: boolean;
  children: ComponentChildren;
}

/**
 * What members and guests may open: a member finds their world, a guest the seat of their pass, and
 * whoever has neither is led to the door.
 */
export function Seated({ place, bare = false, children }: SeatedProps) {
  const world = useContext(WorldContext);
  const content = bare ? <main id="main">{children}</main> : children;
  const pass = hasPass(place);
  const had = useRef(pass);
  had.current ||= pass;
  if (world !== null) return <>{content}</>;
  if (!pass) return had.current ? <Over /> : <ToTheDoor />;
  return <GuestSeated place={place}>{bare ? content : <Frame connected>{content}</Frame>}</GuestSeated>;
}

function GuestSeated({ place, children }: Omit<SeatedProps, "bare">) {
  const seat = useMemo(() => new GuestSeat(place, guestSession(place)), [place]);
  useEffect(() => {
    seat.start().catch(fail);
    return () => seat.stop();
  }, [seat]);
  return (
    <SeatContext.Provider value={seat}>
      <QueryClientProvider client={seat.cache}>
        <StunityProvider stream={seat.stream}>{children}</StunityProvider>
      </QueryClientProvider>
    </SeatContext.Provider>
  );
}

/** A pass that was here is refused now: it has run out, or its guest was sent away. */
function Over() {
  return (
    <Frame>
      <Page title={t("guest.over")} hiddenTitle>
        <Empty icon={DoorOpen} title={t("guest.over")} hint={t("guest.overHint")}>
          <ButtonLink href="/enter">{t("guest.title")}</ButtonLink>
        </Empty>
      </Page>
    </Frame>
  );
}

function ToTheDoor() {
  const { pathname, search } = address.value;
  useEffect(() => {
    const then = encodeURIComponent(pathname + search);
    void navigate(`/sign-in?then=${then}`, { replace: true, force: true });
  }, []);
  return null;
}

/** A page before a guest has a pass; members see it in their usual surroundings. */
export function Visitors({ children }: { children: ComponentChildren }) {
  const world = useContext(WorldContext);
  return world === null ? <Frame>{children}</Frame> : <>{children}</>;
}

function Frame({ connected = false, children }: { connected?: boolean; children: ComponentChildren }) {
  return (
    <div class={css.frame}>
      <header class={css.top}>
        <BrandLink href="/enter" to={t("guest.title")} />
        <span class="grow" />
        {connected && <StatusPill />}
        <LanguageChoice compact />
        <ButtonLink href="/sign-in" size="small">
          {t("guest.signIn")}
        </ButtonLink>
      </header>
      {connected && <Banners />}
      <main class={css.main} id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
