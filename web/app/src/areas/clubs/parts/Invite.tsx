import { useQuery } from "@tanstack/preact-query";
import { UserPlus } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";

import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { IconButton } from "../../../ui/Button";
import { Card } from "../../../ui/Card";
import { Avatar, RoleTag } from "../../../ui/Person";
import { Row, Rows } from "../../../ui/Rows";
import { Line } from "../../../ui/TextFields";
import { clubs } from "../clubs";
import { keys } from "../keys";
import { t } from "../messages";
import type { Club } from "../requests";
import css from "../pages/Clubs.module.css";

const PAUSE = 300;

/** Find somebody of the school by name, and invite them. */
export function Invite({ club }: { club: Club }) {
  const area = clubs(useWorld());
  const [words, setWords] = useState("");
  const [asked, setAsked] = useState("");
  useEffect(() => {
    const waiting = setTimeout(() => setAsked(words.trim()), PAUSE);
    return () => clearTimeout(waiting);
  }, [words]);
  const { data } = useQuery({
    queryKey: keys.named(asked),
    queryFn: () => area.requests.named(asked),
    enabled: asked !== "",
  });
  const found = asked === "" ? [] : (data?.data ?? []);

  async function invite(id: string, name: string) {
    await area.change(area.requests.decide(club.id, id, { role: "MEMBER", status: "ACTIVE" }));
    toast(t("clubs.wasInvited", { name }));
    setWords("");
  }

  return (
    <Card aria-label={t("clubs.invite")}>
      <h2>{t("clubs.invite")}</h2>
      <Line label={t("clubs.byName")} value={words} maxLength={60} onText={setWords} />
      <p class={css.hint} role="status">
        {asked !== "" && data !== undefined && found.length === 0 && t("clubs.nobody")}
      </p>
      <Rows label={t("clubs.invite")}>
        {found.map((person) => (
          <Row
            key={person.id}
            picture={<Avatar person={person} size="small" />}
            actions={
              <IconButton
                icon={UserPlus}
                label={t("clubs.inviteName", { name: person.name })}
                onClick={() => void invite(person.id, person.name).catch(fail)}
              />
            }
          >
            <b dir="auto">{person.name}</b>
            <RoleTag role={person.role} />
          </Row>
        ))}
      </Rows>
    </Card>
  );
}
