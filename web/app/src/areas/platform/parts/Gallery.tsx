import { Bell, Ellipsis, Pencil, Settings, Trash2, Users } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

import { useForm } from "../../../kernel/form";
import { language } from "../../../kernel/i18n";
import { t } from "../../../kernel/messages";
import { toast } from "../../../kernel/toast";
import { AnswerField } from "../../../shared/questions/AnswerField";
import { type Answer, type Question } from "../../../shared/questions/answers";
import { Countdown } from "../../../shared/questions/Countdown";
import { Distribution } from "../../../shared/questions/Figures";
import { QuestionText } from "../../../shared/questions/QuestionText";
import { Bars } from "../../../ui/Bars";
import { Brand } from "../../../ui/Brand";
import { Button, ButtonLink, IconButton, IconLink, LinkButton } from "../../../ui/Button";
import { Actions, Card, CardLink, Chip } from "../../../ui/Card";
import { Choices } from "../../../ui/Choices";
import { Check, NumberField, Pick } from "../../../ui/Controls";
import { askFirst } from "../../../ui/Dialog";
import { Area, Failure, Field, Form, Pair, Select } from "../../../ui/Field";
import { Menu } from "../../../ui/Menu";
import { Panel, PanelLine } from "../../../ui/Panel";
import { Avatar, RoleTag } from "../../../ui/Person";
import { Qr } from "../../../ui/Qr";
import { Row, Rows } from "../../../ui/Rows";
import { Scale } from "../../../ui/Scale";
import { OptionMark } from "../../../ui/Shape";
import { Empty, More, Skeletons, Trouble } from "../../../ui/States";
import { StatusPill } from "../../../ui/Status";
import { Tabs } from "../../../ui/Tabs";
import css from "../pages/Components.module.css";

const PEOPLE = [
  { id: "019a0000-0000-7000-8000-000000000001", name: "Sophea Kim", avatar: null, role: "TEACHER" },
  { id: "019a0000-0000-7000-8000-000000000002", name: "ចាន់ ដារ៉ា", avatar: null, role: "STUDENT" },
] as const;
const QUESTION: Question = {
  id: "q",
  type: "SINGLE",
  text: "Which of these numbers are prime?",
  textKh: "លេខណាខ្លះជាចំនួនបឋម?",
  image: null,
  points: 1,
  seconds: null,
  unit: null,
  language: null,
  options: ["2", "3", "4", "5"].map((text) => ({ id: text, text, textKh: null, image: null })),
};
const nothing = () => {};
const words = () => (language.value === "km" ? "ផែនទីអគារនៅទីធ្លា" : "The planetarium comes to our gym");

function Group({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class={css.group} role="group" aria-label={title}>
      <h3 lang="en">{title}</h3>
      {children}
    </div>
  );
}

/** What is pressed. */
export function Press() {
  const menu = [
    { icon: Pencil, label: t("app.save"), act: nothing },
    { icon: Trash2, label: t("app.cancel"), act: nothing, danger: true },
  ];
  const question = { title: t("app.failed"), text: t("app.missingHint"), confirm: t("app.retry"), cancel: t("app.cancel") };
  return (
    <Group title="Buttons">
      <div class={css.line}>
        <Button kind="primary">{t("app.save")}</Button>
        <Button>{t("app.retry")}</Button>
        <Button kind="quiet">{t("app.cancel")}</Button>
        <Button kind="danger" onClick={() => void askFirst(question)}>
          {t("nav.signOut")}
        </Button>
        <Button size="small" onClick={() => toast(words())}>
          {t("app.more")}
        </Button>
        <Button disabled>{t("app.save")}</Button>
      </div>
      <Button kind="primary" size="wide">
        {t("app.save")}
      </Button>
      <div class={css.line}>
        <ButtonLink href="/dev/components">{t("nav.home")}</ButtonLink>
        <LinkButton>{t("app.more")}</LinkButton>
        <IconButton icon={Bell} label={t("nav.notifications")} />
        <IconLink icon={Settings} label={t("nav.settings")} href="/dev/components" />
        <Menu icon={Ellipsis} label={t("app.more")} items={() => menu} />
      </div>
    </Group>
  );
}

/** What is filled in. */
export function Forms({ theme }: { theme: string }) {
  const form = useForm({ name: words() }, async () => {});
  const [checked, setChecked] = useState(true);
  const [score, setScore] = useState<number | null>(3);
  const languages = [
    { value: "en", label: "English" },
    { value: "km", label: "ខ្មែរ" },
  ];
  return (
    <Group title="Forms">
      <Form form={form}>
        <Pair>
          <Field form={form} name="name" label={t("nav.school")} hint={t("app.tagline")} />
          <NumberField label={t("nav.activity")} value={12} onNumber={nothing} />
        </Pair>
        <Area label={t("app.language")} value={words()} onText={nothing} error={t("error.field.long")} />
        <Pick label={t("app.language")} value="km" options={languages} onChoose={nothing} />
        <div class={css.line}>
          <Select icon={Users} label={t("nav.people")} value="en" options={languages} onChoose={nothing} />
          <Choices label={t("app.language")} value="en" options={languages} onChoose={nothing} />
        </div>
        <Check label={t("nav.notifications")} checked={checked} onCheck={setChecked} hint={t("live.hint.live")} />
        <Scale name={`scale-${theme}`} label={t("nav.surveys")} from={1} to={5} value={score} onChoose={setScore} ends={["1", "5"]} />
        <Failure>{t("error.network")}</Failure>
      </Form>
    </Group>
  );
}

/** What is read. Landmarks have the theme in their names: each part stands here twice. */
export function Things({ theme }: { theme: string }) {
  return (
    <Group title="Things">
      <div class={css.line}>
        <Brand />
        <StatusPill />
        <Chip>{t("nav.home")}</Chip>
        <Chip kind="calm">{t("nav.boards")}</Chip>
        <Chip kind="warn">{t("live.polling")}</Chip>
        <Chip kind="live">{t("live.live")}</Chip>
        <Chip kind="accent">{t("nav.quizzes")}</Chip>
      </div>
      <Tabs
        label={`${t("nav.label")} (${theme})`}
        tabs={[
          { href: "/dev/components", label: t("nav.home"), current: true },
          { href: "/dev/components?other", label: t("nav.people"), current: false },
        ]}
      />
      <Rows label={t("nav.people")}>
        {PEOPLE.map((person) => (
          <Row key={person.id} picture={<Avatar person={person} />} actions={<Button size="small">{t("app.more")}</Button>}>
            <b dir="auto">{person.name}</b>
            <RoleTag role={person.role} />
          </Row>
        ))}
        <Row href="/dev/components" unread picture={<Avatar person={PEOPLE[0]} />}>
          {words()}
        </Row>
      </Rows>
      <Panel title={`${t("nav.activity")} (${theme})`} href="/dev/components">
        <PanelLine href="/dev/components" note={t("time.now")}>
          {words()}
        </PanelLine>
      </Panel>
      <Card>
        <p>{words()}</p>
        <Actions end>
          <Button>{t("app.cancel")}</Button>
        </Actions>
      </Card>
      <CardLink href="/dev/components">
        <b>{t("nav.classroom")}</b>
        {words()}
      </CardLink>
      <div class={css.qr}>
        <Qr text="https://stunity.example/?board=QRMMQJ" label="QR" />
      </div>
    </Group>
  );
}

/** What is asked and answered. */
export function Questions() {
  const [answer, setAnswer] = useState<Answer>({ choice: "3" });
  return (
    <Group title="Questions">
      <Countdown remaining={() => 14_000} total={20_000} />
      <QuestionText question={QUESTION} level="h3" />
      <AnswerField question={QUESTION} answer={answer} onChange={setAnswer} />
      <AnswerField question={{ ...QUESTION, type: "NUMERIC", unit: "km", options: [] }} answer={{ written: "1,000" }} reading={null} onChange={nothing} />
      <AnswerField question={{ ...QUESTION, type: "ORDERING" }} answer={{ order: ["2", "3", "4", "5"] }} onChange={nothing} />
    </Group>
  );
}

/** What is counted. */
export function Figures() {
  const bars = QUESTION.options.map(({ id }, place) => ({ key: id, count: 7 - 2 * place, correct: id !== "4" }));
  return (
    <Group title="Figures">
      <Distribution question={QUESTION} bars={bars} own={{ choice: "3" }} />
      <Bars
        label={t("nav.surveys")}
        bars={[
          { name: "Angkor Wat", count: 12, mark: <OptionMark place={0} /> },
          { name: "កំពត", count: 5, mark: <OptionMark place={1} /> },
        ]}
      />
    </Group>
  );
}

/** What stands where something is on its way, missing or broken. */
export function States() {
  return (
    <Group title="States">
      <Skeletons count={1} shape="post" />
      <Skeletons count={1} shape="row" />
      <Empty icon={Users} title={t("app.missing")} hint={t("app.missingHint")}>
        <ButtonLink href="/dev/components">{t("nav.home")}</ButtonLink>
      </Empty>
      <Trouble title={t("app.failed")} error={new TypeError("Failed to fetch")} retry={nothing} />
      <More loading={false} onMore={nothing} />
    </Group>
  );
}
