import { useQuery } from "@tanstack/preact-query";
import { Users, X } from "lucide-preact";
import { useState } from "preact/hooks";

import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button, ButtonLink, IconButton } from "../../../ui/Button";
import { Avatar } from "../../../ui/Person";
import { Row, Rows } from "../../../ui/Rows";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { people } from "../people";
import { type Suggested, requests } from "../requests";
import { Follow, PersonLink, Whom } from "./Lists";

/** People whom the reader may want to follow, each with the reasons. */
export function Suggestions() {
  const { data, error, isPending, refetch } = useQuery(people(useWorld()).suggestions);
  if (isPending) return <Skeletons count={3} shape="row" />;
  if (data === undefined) return <Trouble title={t("people.error")} error={error} retry={() => void refetch()} />;
  if (data.data.length === 0) {
    return (
      <Empty icon={Users} title={t("people.emptySuggested")} hint={t("people.emptySuggestedHint")}>
        <ButtonLink href="/">{t("people.toFeed")}</ButtonLink>
      </Empty>
    );
  }
  return (
    <Rows label={t("people.suggested")}>
      {data.data.map((one) => (
        <Suggestion key={one.person.id} one={one} />
      ))}
    </Rows>
  );
}

function Suggestion({ one }: { one: Suggested }) {
  const [dismissed, setDismissed] = useState(false);
  const { id, name } = one.person;

  async function dismiss(on: boolean) {
    try {
      await requests.dismiss(id, on);
      setDismissed(on);
    } catch (error) {
      fail(error);
    }
  }

  if (dismissed) {
    const undo = (
      <Button size="small" onClick={() => void dismiss(false)}>
        {t("people.undismiss")} <Whom name={name} />
      </Button>
    );
    return <Row actions={undo}>{t("people.dismissed", { name })}</Row>;
  }
  const actions = (
    <>
      <Follow person={one.person} />
      <IconButton icon={X} label={t("people.dismiss", { name })} onClick={() => void dismiss(true)} />
    </>
  );
  return (
    <Row picture={<Avatar person={one.person} />} actions={actions}>
      <PersonLink person={one.person} />
      <span dir="auto">{reasons(one).join(" · ")}</span>
    </Row>
  );
}

/** Why somebody is suggested, in words, what says the most first. */
export function reasons({ mutualCount, className, clubName }: Suggested): string[] {
  const found = [
    mutualCount > 0 ? t("people.why.mutual", { count: mutualCount }) : null,
    className === null ? null : t("people.why.class", { name: className }),
    clubName === null ? null : t("people.why.club", { name: clubName }),
  ].filter((reason) => reason !== null);
  return found.length > 0 ? found : [t("people.why.new")];
}
