import { useQuery } from "@tanstack/preact-query";
import { FileQuestion } from "lucide-preact";
import { useState } from "preact/hooks";

import { randomUuid } from "../../../kernel/api";
import { isGone } from "../../../kernel/errors";
import { useForm } from "../../../kernel/form";
import { t as shared } from "../../../kernel/messages";
import { href, navigate, place } from "../../../kernel/router";
import { SheetReader } from "../../../shared/questions/SheetReader";
import type { AuthorQuestion } from "../../../shared/questions/sheets";
import { Button, ButtonLink } from "../../../ui/Button";
import { Card } from "../../../ui/Card";
import { Check, NumberField, Pick } from "../../../ui/Controls";
import { Form, Labelled, Pair } from "../../../ui/Field";
import { Page } from "../../../ui/Page";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { type GameSettings, requests } from "../requests";

const DEFAULTS: GameSettings = {
  questionTime: 30,
  pointsPerQuestion: 1000,
  speedBonusMultiplier: 0.5,
  scoring: "speed_bonus",
  streakBonus: false,
  showLeaderboard: true,
  autoAdvance: false,
  shuffleOptions: false,
  guests: true,
  maxParticipants: 500,
};
const SCORINGS = ["speed_bonus", "kahoot", "accuracy"] as const;
const SWITCHES = ["guests", "showLeaderboard", "streakBonus", "shuffleOptions", "autoAdvance"] as const;

/** The rules of a game before its lobby opens: `/live/new?quiz=<id>`, or from a file without it. */
export default function SetupPage() {
  const id = new URLSearchParams(place.value.search).get("quiz") ?? "";
  return id === "" ? <FromSheet /> : <FromQuiz id={id} />;
}

function FromSheet() {
  const [found, setFound] = useState<{ title: string; questions: AuthorQuestion[] } | null>(null);
  const back = { href: "/quizzes", label: t("host.toQuizzes") };
  return (
    <Page title={t("host.sheetTitle")} lead={t("host.sheetLead")} back={back}>
      <Card>
        <SheetReader onQuestions={(questions, name) => setFound({ questions, title: name.slice(0, 200) })} />
      </Card>
      <div role="status">
        {found !== null && <p>{t("host.sheetReady", { count: found.questions.length })}</p>}
      </div>
      {found !== null && (
        <>
          <Card>
            <Labelled label={t("host.sheetName")}>
              {(control) => (
                <input
                  {...control}
                  dir="auto"
                  maxLength={200}
                  value={found.title}
                  onInput={({ currentTarget }) => setFound({ ...found, title: currentTarget.value })}
                />
              )}
            </Labelled>
          </Card>
          <Rules
            open={(settings, key) =>
              requests.openWith(found.title.trim() || t("host.sheetTitle"), found.questions, settings, key)
            }
          />
        </>
      )}
    </Page>
  );
}

function FromQuiz({ id }: { id: string }) {
  const { data: quiz, error, isPending, refetch } = useQuery({
    queryKey: keys.quiz(id),
    queryFn: () => requests.quiz(id),
  });
  const gone = isGone(error);
  const back = quiz ? { href: href("/quizzes/:id", { id }), label: quiz.title } : { href: "/quizzes", label: t("host.toQuizzes") };
  return (
    <Page title={t("host.setup")} lead={t("host.lead")} back={back}>
      {gone && (
        <Empty icon={FileQuestion} title={t("host.quizGone")} hint={t("host.quizGoneHint")}>
          <ButtonLink href="/quizzes">{t("host.toQuizzes")}</ButtonLink>
        </Empty>
      )}
      {!gone && isPending && <Skeletons count={1} shape="post" />}
      {!gone && error !== null && <Trouble title={shared("app.failed")} error={error} retry={() => void refetch()} />}
      {quiz && <Rules open={(settings, key) => requests.open(id, settings, key)} />}
    </Page>
  );
}

function Rules({ open }: { open: (settings: GameSettings, key: string) => Promise<{ code: string }> }) {
  // The same rules sent again after a lost answer open one game; others open another.
  const [sent, setSent] = useState({ key: randomUuid(), settings: "" });
  const form = useForm<GameSettings>(DEFAULTS, async (settings) => {
    const text = JSON.stringify(settings);
    const key = sent.settings === "" || sent.settings === text ? sent.key : randomUuid();
    setSent({ key, settings: text });
    const game = await open(settings, key);
    await navigate(href("/live/:code", { code: game.code }), { replace: true });
  });
  const { values } = form;
  const scorings = SCORINGS.map((value) => ({ value, label: t(`host.scoring.${value}`) }));
  return (
    <Card data-setup>
      <Form form={form}>
        <Pair>
          <NumberField
            label={t("host.set.questionTime")}
            hint={t("host.set.questionTimeHint")}
            value={values.questionTime}
            min={5}
            max={240}
            required
            onNumber={(seconds) => form.set("questionTime", seconds ?? DEFAULTS.questionTime)}
          />
          <Pick
            label={t("host.set.scoring")}
            value={values.scoring}
            options={scorings}
            onChoose={(scoring) => form.set("scoring", scoring)}
          />
        </Pair>
        {SWITCHES.map((name) => (
          <Check key={name} label={t(`host.set.${name}`)} checked={values[name]} onCheck={(on) => form.set(name, on)} />
        ))}
        <div>
          <Button kind="primary" type="submit" aria-disabled={form.busy}>
            {t("host.open")}
          </Button>
        </div>
      </Form>
    </Card>
  );
}
