import { useQuery } from "@tanstack/preact-query";
import { Ellipsis, Flag, Lock, UserX } from "lucide-preact";

import { isGone } from "../../../kernel/errors";
import { number } from "../../../kernel/i18n";
import { type PageProps, href } from "../../../kernel/router";
import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { hidingItems } from "../../../shared/hiding";
import { t as shared } from "../../../shared/messages";
import { report } from "../../../shared/reporting";
import { writeTo } from "../../../shared/writing";
import { relations } from "../../../shared/relations";
import { Button, ButtonLink } from "../../../ui/Button";
import { Actions, Card, Chip } from "../../../ui/Card";
import { Menu } from "../../../ui/Menu";
import { Page } from "../../../ui/Page";
import { Avatar, RoleTag } from "../../../ui/Person";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { About } from "../parts/About";
import { FOLLOW_WORDS, Whom } from "../parts/Lists";
import { There } from "../parts/There";
import { people } from "../people";
import type { Shown } from "../requests";
import css from "./PersonPage.module.css";

const back = () => ({ href: "/people", label: t("people.title") });

/** Somebody of the school, as far as they let the reader see. */
export default function PersonPage({ params: { id } }: PageProps<"/people/:id">) {
  const { data, error, isPending, refetch } = useQuery(people(useWorld()).person(id));
  if (data !== undefined) return <Loaded person={data} />;
  return (
    <Page title={t("people.person")} back={back()}>
      {isPending && <Skeletons count={2} shape="post" />}
      {error !== null && isGone(error) && <Empty icon={UserX} title={t("people.gone")} hint={t("people.goneHint")} />}
      {error !== null && !isGone(error) && (
        <Trouble title={t("people.personError")} error={error} retry={() => void refetch()} />
      )}
    </Page>
  );
}

function Loaded({ person }: { person: Shown }) {
  const { me } = useWorld();
  const { details } = person;
  return (
    <Page title={person.name} back={back()}>
      <Card aria-label={person.name}>
        {details?.coverPhoto && <img class={css.cover} src={details.coverPhoto} alt="" referrerpolicy="no-referrer" />}
        <div class={css.head}>
          <Avatar person={person} />
          <span class={css.tags}>
            <RoleTag role={person.role} />
            {person.id !== me.id && <There id={person.id} />}
            {person.private && <Chip kind="calm">{t("people.private")}</Chip>}
            {person.followsMe && <Chip>{t("people.followsYou")}</Chip>}
          </span>
          <span class="grow" />
          {person.id === me.id ? <ButtonLink href="/profile">{t("profile.edit")}</ButtonLink> : <Towards person={person} />}
        </div>
        {details !== null && <Counts id={person.id} details={details} />}
        {details?.bio && (
          <p class={css.bio} dir="auto">
            {details.bio}
          </p>
        )}
      </Card>
      {details === null ? (
        <Empty icon={Lock} title={t("people.closed")} hint={t(person.private ? "people.closedHint" : "people.connectionsHint")} />
      ) : (
        <About details={details} own={person.id === me.id} />
      )}
      {person.showsPosts && (
        <Actions>
          <ButtonLink href={`${href("/people/:id", { id: person.id })}/posts`}>{t("people.posts")}</ButtonLink>
        </Actions>
      )}
    </Page>
  );
}

function Counts({ id, details }: { id: string; details: NonNullable<Shown["details"]> }) {
  const own = href("/people/:id", { id });
  return (
    <p class={css.counts}>
      <a href={`${own}/followers`}>
        <b>{number(details.followersCount)}</b> {t("people.followers")}
      </a>
      <a href={`${own}/following`}>
        <b>{number(details.followingCount)}</b> {t("people.following")}
      </a>
    </p>
  );
}

/** What the reader may do about somebody. */
function Towards({ person }: { person: Shown }) {
  const world = useWorld();
  const { id, name, following } = person;
  return (
    <Actions>
      {world.may("social:follow") && (
        <Button
          kind={following === "NONE" ? "primary" : "plain"}
          aria-pressed={following !== "NONE"}
          onClick={() => relations(world).follow(id, following === "NONE").catch(fail)}
        >
          {t(FOLLOW_WORDS[following])} <Whom name={name} />
        </Button>
      )}
      {world.may("messages:send") && (
        <Button onClick={() => void writeTo(id).catch(fail)}>
          {t("people.write")} <Whom name={name} />
        </Button>
      )}
      <Menu
        icon={Ellipsis}
        label={t("people.menu", { name })}
        items={() => [
          ...hidingItems(world, person),
          { icon: Flag, label: shared("report.menu"), act: () => report("USER", id), danger: true },
        ]}
      />
    </Actions>
  );
}
