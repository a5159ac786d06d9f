import { useQuery } from "@tanstack/preact-query";
import { useStream } from "@stunity/react";
import { UsersRound } from "lucide-preact";
import { useState } from "preact/hooks";

import { isGone } from "../../../kernel/errors";
import { t as shared } from "../../../kernel/messages";
import { type PageProps, href, navigate } from "../../../kernel/router";
import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button, ButtonLink } from "../../../ui/Button";
import { Actions, Card, Chip } from "../../../ui/Card";
import { askFirst } from "../../../ui/Dialog";
import { Page } from "../../../ui/Page";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { clubs } from "../clubs";
import { t } from "../messages";
import { Boards } from "../parts/Boards";
import { Cover } from "../parts/Cover";
import { ClubForm } from "../parts/ClubForm";
import { Invite } from "../parts/Invite";
import { Members } from "../parts/Members";
import type { Club } from "../requests";
import css from "./Clubs.module.css";

const back = () => ({ href: "/clubs", label: t("clubs.title") });

/** A club: what it is, who is in it, and coming and going. */
export default function ClubPage({ params: { id } }: PageProps<"/clubs/:id">) {
  const { data, error, isPending, refetch } = useQuery(clubs(useWorld()).club(id));
  useStream(`club:${id}`);
  if (data !== undefined) return <Loaded club={data} />;
  return (
    <Page title={t("clubs.club")} back={back()}>
      {isPending && <Skeletons count={2} shape="row" />}
      {error !== null && isGone(error) && <Empty icon={UsersRound} title={t("clubs.gone")} hint={t("clubs.goneHint")} />}
      {error !== null && !isGone(error) && (
        <Trouble title={t("clubs.error")} error={error} retry={() => void refetch()} />
      )}
    </Page>
  );
}

function Loaded({ club }: { club: Club }) {
  const { id, name, description, mode, status, membersCount, canManage, cover } = club;
  const inside = status === "ACTIVE";
  const [editing, setEditing] = useState(false);
  return (
    <Page title={name} back={back()}>
      <Card aria-label={name}>
        {cover !== null && <Cover cover={cover} />}
        <span class={css.title}>
          <Chip kind="calm">{t(`clubs.mode.${mode}`)}</Chip>
          <span class={css.hint}>{t("clubs.members", { count: membersCount })}</span>
        </span>
        {description !== "" && (
          <p class={css.about} dir="auto">
            {description}
          </p>
        )}
        <Actions>
          <Entry club={club} />
          {(inside || mode === "PUBLIC") && (
            <ButtonLink href={`${href("/clubs/:id", { id })}/posts`}>{t("clubs.posts")}</ButtonLink>
          )}
          {canManage && !editing && <Button onClick={() => setEditing(true)}>{t("clubs.edit")}</Button>}
          {canManage && <Ending club={club} />}
        </Actions>
      </Card>
      {editing && <ClubForm club={club} onDone={() => setEditing(false)} />}
      {(inside || canManage) && <Boards club={club} />}
      {canManage && <Invite club={club} />}
      {canManage && <Members club={club} status="PENDING" />}
      {canManage && <Members club={club} status="INVITED" />}
      {(inside || canManage) && <Members club={club} status="ACTIVE" />}
    </Page>
  );
}

/** Coming in, going, and what is between. */
function Entry({ club: { id, status, mode } }: { club: Club }) {
  const world = useWorld();
  const area = clubs(world);
  const join = () => void area.change(area.requests.join(id)).catch(fail);
  const leave = () => void area.change(area.requests.leave(id)).catch(fail);
  if (!world.may("clubs:join")) return null;
  if (status === "ACTIVE") return <Button onClick={leave}>{t("clubs.leave")}</Button>;
  if (status === "PENDING") return <Button onClick={leave}>{t("clubs.withdraw")}</Button>;
  if (status === "INVITED") {
    return (
      <>
        <Button kind="primary" onClick={join}>
          {t("clubs.accept")}
        </Button>
        <Button onClick={leave}>{t("clubs.decline")}</Button>
      </>
    );
  }
  if (mode === "INVITE_ONLY") return null;
  return (
    <Button kind="primary" onClick={join}>
      {t(mode === "PUBLIC" ? "clubs.join" : "clubs.ask")}
    </Button>
  );
}

function Ending({ club: { id, name } }: { club: Club }) {
  const area = clubs(useWorld());
  async function end() {
    const sure = await askFirst({
      title: t("clubs.endTitle", { name }),
      text: t("clubs.endText"),
      confirm: t("clubs.end"),
      cancel: shared("app.cancel"),
    });
    if (!sure) return;
    await area.change(area.requests.remove(id));
    await navigate("/clubs");
  }
  return (
    <Button kind="quiet" onClick={() => void end().catch(fail)}>
      {t("clubs.end")}
    </Button>
  );
}
