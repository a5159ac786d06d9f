import { useInfiniteQuery, useQuery } from "@tanstack/preact-query";
import { Library } from "lucide-preact";
import { useState } from "preact/hooks";

import { randomUuid } from "../../../kernel/api";
import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import type { AuthorQuestion } from "../../../shared/questions/sheets";
import { LinkButton } from "../../../ui/Button";
import { Card } from "../../../ui/Card";
import { Check, Pick } from "../../../ui/Controls";
import { Page } from "../../../ui/Page";
import { Empty, More, Skeletons, Trouble } from "../../../ui/States";
import { Line } from "../../../ui/TextFields";
import { keys } from "../keys";
import { learning } from "../learning";
import { t } from "../messages";
import { BankCopy } from "../parts/BankCopy";
import { BankEntry } from "../parts/BankEntry";
import { BankImport } from "../parts/BankImport";
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
      <BankImport onDone={changed} />
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
              <BankEntry
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
      {list.hasNextPage && <More loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
      {chosen.length > 0 && <BankCopy chosen={chosen} entries={entries} onDone={() => setChosen([])} />}
    </Page>
  );
}
