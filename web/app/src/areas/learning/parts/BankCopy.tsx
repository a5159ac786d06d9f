import { useInfiniteQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { randomUuid } from "../../../kernel/api";
import { inLanguage } from "../../../kernel/i18n";
import { href, navigate } from "../../../kernel/router";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import type { AuthorQuestion } from "../../../shared/questions/sheets";
import { Button } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { Pick } from "../../../ui/Controls";
import { keys } from "../keys";
import { quizzesQuery } from "../learning";
import { t } from "../messages";
import { newQuiz, quizOf } from "../model/quizDraft";
import { type BankedQuestionRead, requests } from "../requests";

interface BankCopyProps {
  chosen: readonly string[];
  entries: readonly BankedQuestionRead[];
  onDone: () => void;
}

/** Copies what is chosen into a quiz of the reader's, or into a new one. */
export function BankCopy({ chosen, entries, onDone }: BankCopyProps) {
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
