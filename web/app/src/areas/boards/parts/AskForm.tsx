import { ArrowBigUp, SendHorizontal } from "lucide-preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";

import { ApiError, randomUuid } from "../../../kernel/api";
import { useForm } from "../../../kernel/form";
import { fail, toast } from "../../../kernel/toast";
import { useSeat } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { Area, Form } from "../../../ui/Field";
import { lengthOf } from "../../../ui/text";
import { boards } from "../boards";
import { t } from "../messages";
import type { Board } from "../model/board";
import type { Question } from "../requests";
import css from "./AskForm.module.css";

const PAUSE = 450;
const SHORTEST = 5;
const LONGEST = 500;
const WARN_BELOW = 100;

const refused = (error: unknown) =>
  error instanceof ApiError && error.code === "content_refused" ? t("board.refused") : null;

/**
 * Where a question is written. What was asked before and says much the same is shown meanwhile, to
 * vote for instead.
 */
export function AskForm({ board }: { board: Board }) {
  const { drafts } = useSeat();
  const draft = `question:${board.id}`;
  // Repeats of one text carry one key, so that it stands there once.
  const sent = useRef({ body: "", key: randomUuid() });
  const form = useForm(
    { body: drafts.get<string>(draft) ?? "" },
    async ({ body: written }) => {
      const body = written.trim();
      if (sent.current.body !== body) sent.current = { body, key: randomUuid() };
      const { status } = await board.ask(body, sent.current.key);
      sent.current = { body: "", key: randomUuid() };
      write("");
      toast(t(status === "UNDER_REVIEW" ? "board.waits" : "board.asked"));
    },
    refused,
  );
  const text = form.values.body;
  const similar = useSimilar(board, text);
  const length = lengthOf(text);
  const sendable = length >= SHORTEST && length <= LONGEST;
  const left = LONGEST - length;

  function write(body: string) {
    form.set("body", body);
    if (body === "") drafts.delete(draft);
    else drafts.set(draft, body);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && sendable) form.submit(event);
  }

  return (
    <Card aria-label={t("board.askLabel")}>
      <Form form={form} onKeyDown={onKeyDown} data-form="ask">
        <Area
          label={t("board.askLabel")}
          placeholder={t("board.askPrompt")}
          rows={2}
          value={text}
          onText={write}
          hint={left < WARN_BELOW ? t("board.left", { count: left }) : null}
          error={form.errorOf("body")}
        />
        <Similar board={board} questions={similar} onVoted={() => write("")} />
        <Actions end>
          <Button kind="primary" type="submit" disabled={form.busy || !sendable}>
            <SendHorizontal size={18} aria-hidden="true" />
            {t("board.ask")}
          </Button>
        </Actions>
      </Form>
    </Card>
  );
}

/** Questions that say much the same as a text, once nobody types for a moment. */
function useSimilar(board: Board, text: string): Question[] {
  const { requests } = boards(useSeat());
  const [found, setFound] = useState<Question[]>([]);
  const wanted = text.trim();
  useEffect(() => {
    if (lengthOf(wanted) < SHORTEST) {
      setFound([]);
      return;
    }
    const looking = new AbortController();
    const timer = setTimeout(() => {
      requests.similar(board.id, wanted, looking.signal).then(
        ({ data }) => setFound(data.slice(0, 3)),
        // A hint is no reason to trouble anybody.
        () => !looking.signal.aborted && setFound([]),
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      looking.abort();
    };
  }, [wanted]);
  return found;
}

interface SimilarProps {
  board: Board;
  questions: readonly Question[];
  onVoted: () => void;
}

function Similar({ board, questions, onVoted }: SimilarProps) {
  const label = useId();
  async function vote(id: string) {
    try {
      if (board.question(id) === null) await board.load();
      await board.vote(id, true);
      onVoted();
    } catch (error) {
      fail(error);
    }
  }
  return (
    <div role="status" class={css.similar} data-similar={questions.length}>
      {questions.length > 0 && (
        <>
          <p class={css.label} id={label}>
            {t("board.similar")}
          </p>
          <ul aria-labelledby={label}>
            {questions.map((one) => (
              <li key={one.id} class={css.row}>
                <span dir="auto">{one.body}</span>
                <Button size="small" disabled={one.voted || one.isFrozen} onClick={() => void vote(one.id)}>
                  <ArrowBigUp size={16} aria-hidden="true" />
                  {t("board.voteInstead")}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
