import { ArrowBigUp, Check, Maximize2, Pin, Presentation, VenetianMask, X } from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";

import { number } from "../../../kernel/i18n";
import { type PageProps, href, navigate, place } from "../../../kernel/router";
import { announce } from "../../../kernel/toast";
import { Seated } from "../../../shared/Guests";
import { cut } from "../../../ui/cut";
import { IconButton } from "../../../ui/Button";
import { Chip } from "../../../ui/Card";
import { Select } from "../../../ui/Field";
import { useGlide } from "../../../ui/glide";
import { Page } from "../../../ui/Page";
import { Qr } from "../../../ui/Qr";
import { isKhmer } from "../../../ui/text";
import { t } from "../messages";
import type { BoardView } from "../model/board";
import { LoadedBoard } from "../parts/LoadedBoard";
import { PollResults } from "../parts/PollResults";
import { ReactionSky } from "../parts/Reactions";
import type { Poll, Question } from "../requests";
import css from "./Wall.module.css";

const MOST = 8;
const QUESTIONS = "questions";

/** A board as the wall of a room shows it; it fills the screen. */
export default function WallPage({ params: { id } }: PageProps<"/boards/:id/present">) {
  return (
    <Seated place={`board:${id}`} bare>
      <LoadedBoard id={id}>{(view) => <Wall view={view} />}</LoadedBoard>
    </Seated>
  );
}

/** What its address says that the wall shows: a poll, the questions, or else what the board says. */
function wished(): string {
  return new URLSearchParams(place.value.search).get("poll") ?? "";
}

function Wall({ view }: { view: BoardView }) {
  const { detail, polls, presented } = view;
  const wall = useRef<HTMLDivElement>(null);
  const wish = wished();
  const chosen = polls.find(({ id }) => id === wish);
  const open = wish === "" && presented === null ? polls.find(({ status }) => status === "OPEN") : undefined;
  const poll = chosen ?? open;

  function fill() {
    if (document.fullscreenElement !== null) void document.exitFullscreen();
    else void wall.current?.requestFullscreen?.().catch(() => {});
  }

  return (
    <div ref={wall} class={css.wall} data-stage data-dark="true">
      <Page title={`${detail.title} · ${t("board.present")}`} hiddenTitle>
        <header class={css.head}>
          <p class={css.title} dir="auto">
            {detail.title}
          </p>
          {detail.settings.anonymous && (
            <Chip kind="calm">
              <VenetianMask size={16} aria-hidden="true" />
              {t("board.anonymous")}
            </Chip>
          )}
          <span class="grow" />
          <Chooser polls={polls} wish={chosen?.id ?? (wish === QUESTIONS ? wish : "")} id={detail.id} />
          <IconButton icon={Maximize2} label={t("wall.fullscreen")} onClick={fill} />
          <a class={css.leave} href={href("/boards/:id", { id: detail.id })} aria-label={t("wall.leave")} title={t("wall.leave")}>
            <X size={20} aria-hidden="true" />
          </a>
        </header>
        <div class={css.stage}>
          {poll !== undefined && <WallPoll key={poll.id} poll={poll} />}
          {poll === undefined && presented !== null && wish === "" && <Large question={presented} />}
          {poll === undefined && (presented === null || wish !== "") && <List view={view} />}
        </div>
        {detail.settings.guests && detail.joinCode !== null && <JoinBar code={detail.joinCode} />}
      </Page>
      <ReactionSky boardId={detail.id} whole />
    </div>
  );
}

function Chooser({ polls, wish, id }: { polls: readonly Poll[]; wish: string; id: string }) {
  if (polls.length === 0) return null;
  const options = [
    { value: "", label: t("wall.auto") },
    { value: QUESTIONS, label: t("wall.questions") },
    ...polls.map((poll) => ({ value: poll.id, label: t("wall.poll", { prompt: cut(poll.prompt, 40) }) })),
  ];
  const address = href("/boards/:id/present", { id });
  return (
    <Select
      icon={Presentation}
      label={t("wall.shows")}
      value={wish}
      options={options}
      onChoose={(value) => void navigate(value === "" ? address : `${address}?poll=${value}`, { replace: true })}
    />
  );
}

function WallPoll({ poll }: { poll: Poll }) {
  return (
    <section class={css.poll} aria-label={poll.prompt} data-wall-poll={poll.id}>
      <h2 class={css.large} dir="auto" lang={isKhmer(poll.prompt) ? "km" : undefined}>
        {poll.prompt}
      </h2>
      <PollResults poll={poll} />
    </section>
  );
}

function Large({ question }: { question: Question }) {
  useEffect(() => announce(question.body), [question.id]);
  return (
    <article class={css.one} data-wall-question={question.id}>
      <p class={css.votes}>
        <ArrowBigUp size={28} aria-hidden="true" />
        {number(question.upvotes)}
      </p>
      <p class={css.large} dir="auto" lang={isKhmer(question.body) ? "km" : undefined}>
        {question.body}
      </p>
      {question.responseText && (
        <blockquote class={css.answer} dir="auto" lang={isKhmer(question.responseText) ? "km" : undefined}>
          {question.responseText}
        </blockquote>
      )}
    </article>
  );
}

function List({ view }: { view: BoardView }) {
  const list = useRef<HTMLOListElement>(null);
  const questions = view.questions.filter(({ status }) => status !== "UNDER_REVIEW").slice(0, MOST);
  useGlide(list, questions.map(({ id }) => id).join());
  if (questions.length === 0) return <p class={css.empty}>{t("board.empty")}</p>;
  return (
    <ol ref={list} class={css.list} aria-label={t("board.list")}>
      {questions.map((question) => (
        <li key={question.id} class={css.row} data-question={question.id}>
          <b class={css.count}>{number(question.upvotes)}</b>
          <span class={css.text} dir="auto" lang={isKhmer(question.body) ? "km" : undefined}>
            {question.body}
          </span>
          {question.isPinned && <Pin size={22} aria-label={t("board.pinned")} />}
          {question.status === "ANSWERED" && (
            <Chip kind="live">
              <Check size={16} aria-hidden="true" />
              {t("board.question.ANSWERED")}
            </Chip>
          )}
        </li>
      ))}
    </ol>
  );
}

/** How somebody in the room gets here: an address, a code, and both to scan. */
function JoinBar({ code }: { code: string }) {
  return (
    <footer class={css.join}>
      <div>
        <p>{t("wall.joinAt", { address: location.host })}</p>
        <p>
          {t("board.joinWith")} <b class={css.code}>{code}</b>
        </p>
      </div>
      <div class={css.qr}>
        <Qr text={`${location.origin}/?board=${code}`} label={t("wall.qr")} />
      </div>
    </footer>
  );
}
