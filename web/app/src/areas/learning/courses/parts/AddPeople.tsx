import { useQuery } from "@tanstack/preact-query";
import { UserPlus } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";

import { fail, toast } from "../../../../kernel/toast";
import { useWorld } from "../../../../kernel/world";
import { IconButton } from "../../../../ui/Button";
import { Card } from "../../../../ui/Card";
import { Pick } from "../../../../ui/Controls";
import { Pair } from "../../../../ui/Field";
import { Avatar, RoleTag } from "../../../../ui/Person";
import { Row, Rows } from "../../../../ui/Rows";
import { Line } from "../../../../ui/TextFields";
import { keys } from "../keys";
import { t } from "../messages";
import { type CourseRead, type Role, requests } from "../requests";
import css from "../pages/Course.module.css";

const PAUSE = 300;

/** Find somebody of the school by name, and add them. */
export function AddPeople({ course }: { course: CourseRead }) {
  const { cache } = useWorld();
  const [words, setWords] = useState("");
  const [asked, setAsked] = useState("");
  const [role, setRole] = useState<Role>("STUDENT");
  useEffect(() => {
    const waiting = setTimeout(() => setAsked(words.trim()), PAUSE);
    return () => clearTimeout(waiting);
  }, [words]);
  const { data } = useQuery({
    queryKey: ["courses", "named", asked],
    queryFn: () => requests.named(asked),
    enabled: asked !== "",
  });
  const found = asked === "" ? [] : (data?.data ?? []);
  const roles: readonly Role[] = course.canOwn ? ["STUDENT", "ASSISTANT", "TEACHER"] : ["STUDENT"];

  async function add(id: string) {
    try {
      const { added, changed } = await requests.addPerson(course.id, id, role);
      toast(t("added", { count: added.length + changed.length }));
      setWords("");
      await cache.invalidateQueries({ queryKey: keys.of(course.id) });
    } catch (error) {
      fail(error);
    }
  }

  return (
    <Card aria-label={t("addPeople")}>
      <h2 class={css.heading}>{t("addPeople")}</h2>
      <Pair>
        <Line label={t("addByName")} value={words} maxLength={60} onText={setWords} />
        <Pick label={t("addAs")} value={role} options={roles.map((value) => ({ value, label: t(`role.${value}`) }))} onChoose={setRole} />
      </Pair>
      <p class={css.note} role="status">
        {asked !== "" && data !== undefined && found.length === 0 && t("nobody")}
      </p>
      {found.length > 0 && (
        <Rows label={t("addPeople")}>
          {found.map((person) => (
            <Row
              key={person.id}
              picture={<Avatar person={person} size="small" />}
              actions={<IconButton icon={UserPlus} label={`${t("add")}: ${person.name}`} onClick={() => void add(person.id)} />}
            >
              <b dir="auto">{person.name}</b>
              <RoleTag role={person.role} />
            </Row>
          ))}
        </Rows>
      )}
    </Card>
  );
}
