import { useTyping } from "@stunity/react";
import { SendHorizontal, X } from "lucide-preact";
import { useMemo, useRef, useState } from "preact/hooks";

import { randomUuid } from "../../../kernel/api";
import { t as shared } from "../../../kernel/messages";
import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { AddFiles, FileList, addFiles } from "../../../shared/uploads/FileList";
import { Files, filesOf } from "../../../shared/uploads/files";
import { IconButton } from "../../../ui/Button";
import { Area } from "../../../ui/Field";
import { lengthOf } from "../../../ui/text";
import { t } from "../messages";
import type { Message } from "../requests";
import css from "./Write.module.css";

const LONGEST = 4000;

interface WriteProps {
  conversationId: string;
  answered: Message | null;
  onAnswered: () => void;
  onSent: () => void;
}

/** The place to write a message. It goes into the outbox at once, and out in its turn. */
export function Write({ conversationId, answered, onAnswered, onSent }: WriteProps) {
  const world = useWorld();
  const draft = `message:${conversationId}`;
  const field = useRef<HTMLTextAreaElement>(null);
  const [content, setContent] = useState(() => world.drafts.get<string>(draft) ?? "");
  const [round, setRound] = useState(0);
  const files = useMemo(() => new Files("MESSAGE"), [conversationId, round]);
  const typing = useTyping(conversationId);
  const length = lengthOf(content);
  const sendable = length <= LONGEST && files.settled && (length > 0 || files.list.value.length > 0);

  function write(text: string) {
    setContent(text);
    if (text === "") world.drafts.delete(draft);
    else world.drafts.set(draft, text);
  }

  async function send(event: Event) {
    event.preventDefault();
    if (!sendable) return;
    const body = {
      content: content.trim(),
      attachments: files.attachments(),
      ...(answered === null ? {} : { replyToId: answered.id }),
    };
    write("");
    setRound(round + 1);
    onAnswered();
    typing.sent();
    try {
      await world.outbox.add({ id: randomUuid(), kind: "message", body, target: conversationId });
      onSent();
    } catch (error) {
      write(content);
      fail(error);
    }
    field.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    // Enter sends where there are keys for it; a phone's keyboard begins a new line.
    const keyboard = matchMedia("(hover: hover)").matches;
    const sends = event.ctrlKey || event.metaKey || (keyboard && !event.shiftKey);
    if (event.key === "Enter" && sends && !event.isComposing) void send(event);
    else if (event.key === "Escape" && answered !== null) onAnswered();
  }

  return (
    <form
      class={css.form}
      aria-label={t("write.label")}
      noValidate
      onSubmit={(event) => void send(event)}
      onKeyDown={onKeyDown}
      onPaste={(event) => {
        const pasted = filesOf(event.clipboardData);
        if (pasted.length > 0) addFiles(files, pasted);
      }}
    >
      {answered !== null && (
        <p class={css.answered}>
          <span dir="auto">{t("write.answers", { name: answered.sender.name, text: answered.content })}</span>
          <IconButton icon={X} label={t("write.noAnswer")} onClick={onAnswered} />
        </p>
      )}
      <FileList files={files} />
      <div class={css.line}>
        <Area
          inputRef={field}
          label={t("write.prompt")}
          placeholder={t("write.prompt")}
          rows={1}
          size="small"
          value={content}
          onText={(text) => {
            write(text);
            typing.typed(text);
          }}
          onBlur={typing.stopped}
          error={length > LONGEST ? shared("error.field.long") : null}
        />
        <IconButton type="submit" icon={SendHorizontal} label={t("write.send")} disabled={!sendable} />
      </div>
      <AddFiles files={files} />
    </form>
  );
}
