import { useQuery } from "@tanstack/preact-query";
import { X } from "lucide-preact";
import { useState } from "preact/hooks";

import { IconButton } from "../../../ui/Button";
import { Time } from "../../../ui/Person";
import { Row, Rows } from "../../../ui/Rows";
import { Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { requests } from "../requests";
import css from "./Find.module.css";

interface FindProps {
  conversationId: string;
  onShow: (number: number) => void;
  onClose: () => void;
}

/** Words within a conversation. */
export function Find({ conversationId, onShow, onClose }: FindProps) {
  const [typed, setTyped] = useState("");
  const q = typed.trim();
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: keys.found(conversationId, q),
    queryFn: () => requests.thread(conversationId, { limit: 20, q }),
    enabled: q.length > 1,
    // What is said meanwhile is found when somebody asks again.
    staleTime: 0,
  });
  return (
    <section class={css.find} aria-label={t("thread.find")}>
      <div class={css.line}>
        <input
          type="search"
          aria-label={t("thread.find")}
          placeholder={t("thread.find")}
          maxLength={80}
          autofocus
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Escape" && onClose()}
        />
        <IconButton icon={X} label={t("thread.findClose")} onClick={onClose} />
      </div>
      {isFetching && data === undefined && <Skeletons count={2} shape="row" />}
      {error !== null && <Trouble title={t("thread.error")} error={error} retry={() => void refetch()} />}
      {data?.data.length === 0 && <p class={css.none}>{t("thread.findNone")}</p>}
      {data !== undefined && data.data.length > 0 && (
        <Rows label={t("thread.found")}>
          {data.data.map((message) => (
            <Row
              key={message.id}
              actions={
                <button type="button" class={css.show} onClick={() => onShow(message.number)}>
                  {t("thread.show")}
                </button>
              }
            >
              <b dir="auto">{message.sender.name}</b> <Time iso={message.createdAt} />
              <span class={css.text} dir="auto">
                {message.content}
              </span>
            </Row>
          ))}
        </Rows>
      )}
    </section>
  );
}
