import { useInfiniteQuery, useQuery } from "@tanstack/preact-query";
import { Library, Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";

import { randomUuid } from "../../../kernel/api";
import { inLanguage } from "../../../kernel/i18n";
import { href, navigate } from "../../../kernel/router";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { SheetReader } from "../../../shared/questions/SheetReader";
import type { AuthorQuestion } from "../../../shared/questions/sheets";
import { Button, IconButton, LinkButton } from "../../../ui/Button";
import { Actions, Card, Chip } from "../../../ui/Card";
import { Check, Pick } from "../../../ui/Controls";
import { Page } from "../../../ui/Page";
import { Empty, More as Further, Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { learning, quizzesQuery } from "../learning";
import { t } from "../messages";
import { newQuiz, quizOf } from "../model/quizDraft";
import { More } from "../parts/More";
import { Line } from "../../../ui/TextFields";
import { type BankedQuestionRead, requests } from "../requests";
import css from "./Bank.module.css";

/** Questions for the next quiz: one's own, and what colleagues share. */
export default function BankPage() {
  const world = useWorld();
  learning(world);
  const [q, setQ] = useState("");
  const [tag, setTag] = useState("");
  const [mine, setMine] = useState(false);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [removed, setRemoved] = useState<BankedQuestionRead | null>(null);
  const filter = { q: q.trim() || null, tag: tag || null, mine };
  const list = useInfiniteQuery({
    queryKey: keys.bank(filter),
    queryFn: ({ pageParam: cursor }) => requests.bank({ limit: 30, cursor, ...filter }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }) => (pageInfo.hasMore ? pageInfo.nextCursor : null),
  });
  const tags = useQuery({ queryKey: keys.bankTags, queryFn: requests.bankTags });
  const entries = list.data?.pages.flatMap((page) => page.data) ?? [];
  const filtered = filter.q !== null || filter.tag !== null || mine;
  const changed = () => void world.cache.invalidateQueries({ queryKey: keys.allBank });

  async function remove(entry: BankedQuestionRead) {
    try {
      await requests.unbank(entry.id);
      setChosen(chosen.filter((id) => id !== entry.id));
      setRemoved(entry);
      changed();
    } catch (error) {
      fail(error);
    }
  }

  async function restore({ question, tags: had, shared }: BankedQuestionRead) {
    try {
      await requests.keep({ questions: [question as AuthorQuestion], tags: had, shared }, randomUuid());
      setRemoved(null);
      changed();
    } catch (error) {
      fail(error);
    }
  }

  async function share(entry: BankedQuestionRead) {
    const { id, question, tags: had, shared } = entry;
    try {
      await requests.rebank(id, { question: question as AuthorQuestion, tags: had, shared: !shared });
      changed();
    } catch (error) {
      fail(error);
    }
  }

  const toggle = (id: string, on: boolean) => setChosen(on ? [...chosen, id] : chosen.filter((one) => one !== id));
  return (
    <Page title={t("bank.title")} lead={t("bank.lead")} back={{ href: "/quizzes", label: t("quiz.list") }}>
      <div class={css.tools}>
        <Line label={t("bank.search")} maxLength={100} value={q} onText={setQ} />
        <Pick
          label={t("bank.tag")}
          value={tag}
          options={[
            { value: "", label: t("bank.allTags") },
            ...(tags.data?.data ?? []).map((one) => ({ value: one.tag, label: `${one.tag} (${one.count})` })),
          ]}
          onChoose={setTag}
        />
        <Check label={t("bank.mine")} checked={mine} onCheck={setMine} />
      </div>
      <Import onDone={changed} />
      <div role="status">
        {removed !== null && (
          <p class={css.undo}>
            {t("bank.removed")} <LinkButton onClick={() => void restore(removed)}>{t("bank.undo")}</LinkButton>
          </p>
        )}
      </div>
      {list.isPending && <Skeletons count={3} shape="row" />}
      {list.data === undefined && list.error !== null && (
        <Trouble title={t("bank.error")} error={list.error} retry={() => void list.refetch()} />
      )}
      {list.data !== undefined && entries.length === 0 && (
        <Empty icon={Library} title={t(filtered ? "bank.noneFound" : "bank.none")} hint={t(filtered ? "bank.noneFoundHint" : "bank.noneHint")} />
      )}
      <ul class={css.list} aria-label={t("bank.title")}>
        {entries.map((entry) => (
          <li key={entry.id} data-banked={entry.id}>
            <Card>
              <Entry
                entry={entry}
                chosen={chosen.includes(entry.id)}
                onChoose={(on) => toggle(entry.id, on)}
                onShare={() => void share(entry)}
                onRemove={() => void remove(entry)}
              />
            </Card>
          </li>
        ))}
      </ul>
      {list.hasNextPage && <Further loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
      {chosen.length > 0 && <Copy chosen={chosen} entries={entries} onDone={() => setChosen([])} />}
    </Page>
  );
}

interface EntryProps {
  entry: BankedQuestionRead;
  chosen: boolean;
  onChoose: (on: boolean) => void;
  onShare: () => void;
  onRemove: () => void;
}

function Entry({ entry: { question, owner, tags, shared, used, canEdit }, chosen, onChoose, onShare, onRemove }: EntryProps) {
  const text = inLanguage(question.text, question.textKh);
  return (
    <div class={css.entry}>
      <input
        type="checkbox"
        checked={chosen}
        aria-label={t("bank.choose", { text })}
        onChange={({ currentTarget }) => onChoose(currentTarget.checked)}
      />
      <div>
        <p class={css.text} dir="auto">
          <b>{text}</b>
        </p>
        <p class={css.facts}>
          <span>{t(`question.type.${question.type}`)}</span>
          <span>{t("bank.by", { name: owner.name })}</span>
          <span>{t("bank.used", { count: used })}</span>
          {tags.map((tag) => (
            <Chip key={tag}>{tag}</Chip>
          ))}
          {shared && <Chip>{t("bank.shared")}</Chip>}
        </p>
        {canEdit && (
          <Actions>
            <LinkButton onClick={onShare}>{t(shared ? "bank.unshare" : "bank.share")}</LinkButton>
            <IconButton icon={Trash2} label={`${t("bank.remove")}: ${text}`} onClick={onRemove} />
          </Actions>
        )}
      </div>
    </div>
  );
}

function Import({ onDone }: { onDone: () => void }) {
  const [tags, setTags] = useState("");
  const [shared, setShared] = useState(false);
  async function keep(questions: AuthorQuestion[]) {
    const named = tags.split(/[,;]/).map((one) => one.trim()).filter(Boolean).slice(0, 10);
    try {
      const kept = await requests.keep({ questions, tags: named, shared }, randomUuid());
      toast(t("quiz.keptInBank", { count: kept.data.length }));
      onDone();
    } catch (error) {
      fail(error);
    }
  }
  return (
    <More title={t("bank.import")}>
      <Line label={t("bank.tags")} maxLength={300} value={tags} onText={setTags} />
      <Check label={t("bank.share")} checked={shared} onCheck={setShared} />
      <SheetReader onQuestions={(questions) => void keep(questions)} />
    </More>
  );
}

interface CopyProps {
  chosen: readonly string[];
  entries: readonly BankedQuestionRead[];
  onDone: () => void;
}

/** Copies what is chosen into a quiz of the reader's, or into a new one. */
function Copy({ chosen, entries, onDone }: CopyProps) {
  const { cache } = useWorld();
  const { data } = useInfiniteQuery(quizzesQuery);
  const quizzes = (data?.pages.flatMap((page) => page.data) ?? []).filter((quiz) => quiz.canEdit);
  const [into, setInto] = useState("");

  async function done(id: string) {
    toast(t("bank.copied", { count: chosen.length }));
    void cache.invalidateQueries({ queryKey: keys.list });
    void cache.invalidateQueries({ queryKey: keys.allBank });
    void cache.invalidateQueries({ queryKey: keys.quiz(id) });
    onDone();
    await navigate(href("/quizzes/:id/edit", { id }));
  }

  async function add() {
    try {
      await requests.fromBank(into, [...chosen]);
      await done(into);
    } catch (error) {
      fail(error);
    }
  }

  async function make() {
    const byId = new Map(entries.map((entry) => [entry.id, entry.question as AuthorQuestion]));
    const questions = chosen.flatMap((id) => byId.get(id) ?? []);
    try {
      const empty = { ...quizOf({ ...newQuiz(), questions: [] }, "DRAFT"), title: t("quiz.new") };
      const made = await requests.createQuiz({ ...empty, questions }, randomUuid());
      await done(made.id);
    } catch (error) {
      fail(error);
    }
  }

  return (
    <Card>
      <p role="status">{t("bank.chosen", { count: chosen.length })}</p>
      <Pick
        label={t("bank.into")}
        value={into}
        options={[
          { value: "", label: t("bank.pickQuiz") },
          ...quizzes.map((quiz) => ({ value: quiz.id, label: inLanguage(quiz.title, quiz.titleKh) })),
        ]}
        onChoose={setInto}
      />
      <Actions>
        <Button kind="primary" aria-disabled={into === ""} onClick={() => into !== "" && void add()}>
          {t("bank.into")}
        </Button>
        <Button onClick={() => void make()}>{t("bank.intoNew")}</Button>
      </Actions>
    </Card>
  );
}
