import { t as shared } from "../../../kernel/messages";
import { place } from "../../../kernel/router";
import { t as guests } from "../../../shared/messages";
import { BrandLink } from "../../../ui/Brand";
import { ButtonLink } from "../../../ui/Button";
import { LanguageChoice } from "../../../ui/Choices";
import { StatusPill } from "../../../ui/Status";

/** The line at the top of a player who is signed in. */
export function MemberBar() {
  return (
    <>
      <BrandLink href="/classroom" to={shared("nav.classroom")} />
      <span class="grow" />
      <StatusPill />
      <LanguageChoice compact />
    </>
  );
}

/** The line at the top of a guest. */
export function GuestBar({ inside }: { inside: boolean }) {
  const { pathname } = place.value;
  return (
    <>
      <BrandLink href="/enter" to={guests("guest.title")} />
      <span class="grow" />
      {inside && <StatusPill />}
      <LanguageChoice compact />
      <ButtonLink size="small" href={`/sign-in?then=${encodeURIComponent(pathname)}`}>
        {guests("guest.signIn")}
      </ButtonLink>
    </>
  );
}
