import { useQuery } from "@tanstack/preact-query";
import { ChevronRight, ClipboardList } from "lucide-preact";

import { useWorld } from "../../../kernel/world";
import { ButtonLink } from "../../../ui/Button";
import { Page } from "../../../ui/Page";
import { Row, Rows } from "../../../ui/Rows";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { marks } from "../marks";
import { t } from "../messages";
import css from "../parts/Marks.module.css";
import { latinOf, nameOf } from "../parts/words";
import { requests } from "../requests";

/** Where marks are: the classes that somebody teaches, and the pupils of a family. */
export default function MarksPage() {
  const world = useWorld();
  marks(world);
  const staff = world.may("grades:enter");
  return (
    <Page title={t("title")} lead={t(staff ? "leadStaff" : "leadFamily")}>
      {staff ? <Classes mine={!world.may("school:manage")} /> : <Pupils />}
    </Page>
  );
}

/** Where nothing is under a pointer, a line says that it leads on. */
const Onward = () => <ChevronRight size={20} aria-hidden="true" />;

function Classes({ mine }: { mine: boolean }) {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: keys.classes,
    queryFn: () => requests.classes(mine),
  });
  if (isPending) return <Skeletons count={4} shape="row" />;
  if (data === undefined) return <Trouble title={t("error")} error={error} retry={() => void refetch()} />;
  if (data.data.length === 0) return <Empty icon={ClipboardList} title={t("noClass")} hint={t("noClassHint")} />;
  return (
    <Rows label={t("classes")}>
      {data.data.map(({ id, name, yearName, studentCount }) => (
        <Row key={id} href={`/marks/classes/${id}`} actions={<Onward />}>
          <b dir="auto">{name}</b>
          <span class={css.soft}>
            {yearName} · {t("pupils", { count: studentCount })}
          </span>
        </Row>
      ))}
    </Rows>
  );
}

function Pupils() {
  const { data, error, isPending, refetch } = useQuery({ queryKey: keys.pupils, queryFn: requests.pupils });
  if (isPending) return <Skeletons count={2} shape="row" />;
  if (data === undefined) return <Trouble title={t("error")} error={error} retry={() => void refetch()} />;
  if (data.data.length === 0) {
    return (
      <Empty icon={ClipboardList} title={t("noPupil")} hint={t("noPupilHint")}>
        <ButtonLink href="/claim/mine">{t("enterCode")}</ButtonLink>
      </Empty>
    );
  }
  return (
    <Rows label={t("family")}>
      {data.data.map((pupil) => (
        <Row key={pupil.id} href={`/marks/pupils/${pupil.id}`} actions={<Onward />}>
          <b dir="auto">{nameOf(pupil)}</b>
          <span class={css.soft}>{[latinOf(pupil), pupil.studentNumber].filter(Boolean).join(" · ")}</span>
        </Row>
      ))}
    </Rows>
  );
}
