import { SendHorizontal } from "lucide-preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import { randomUuid } from "../../../kernel/api";
import { useForm } from "../../../kernel/form";
import { t as shared } from "../../../kernel/messages";
import { announce } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { AddFiles, FileList, addFiles } from "../../../shared/uploads/FileList";
import { Files, filesOf } from "../../../shared/uploads/files";
import { IconButton } from "../../../ui/Button";
import { Area, Failure } from "../../../ui/Field";
import { lengthOf } from "../../../ui/text";
import { t } from "../messages";
import { requests } from "../requests";
import { added } from "../sending";
import css from "./Comments.module.css";
import { useMentions } from "./Mentions";

const LONGEST = 2000;

interface CommentFormProps {
  postId: string;
  parentId: string | null;
  prompt: string;
  /** A reply is over; the place for comments stays. */
  onDone?: () => void;
}

/** A line to write a comment or a reply; what is written stays while its reader looks elsewhere. */
export function CommentForm({ postId, parentId, prompt, onDone }: CommentFormProps) {
  const world = useWorld();
  const { drafts } = world;
  const draft = `comment:${postId}:${parentId ?? ""}`;
  const field = useRef<HTMLTextAreaElement>(null);
  // The line is quiet until somebody comes to it.
  const [begun, setBegun] = useState(drafts.get<string>(draft) !== undefined);
  const [round, setRound] = useState(0);
  const files = useMemo(() => new Files("COMMENT"), [postId, round]);
  // Repeats of one text with its files carry one key, so that it stands there once.
  const [sent, setSent] = useState({ said: "", key: randomUuid() });
  const form = useForm({ content: drafts.get<string>(draft) ?? "" }, async ({ content: written }) => {
    const content = written.trim();
    const body = { content, parentId, media: files.attachments(), mentions: people.ids(content) };
    const said = JSON.stringify(body);
    const key = sent.said === "" || sent.said === said ? sent.key : randomUuid();
    setSent({ said, key });
    const waiting = { id: key, kind: "comment", body, target: postId };
    const comment = await world.outbox.sendOrKeep(waiting, () => requests.createComment(postId, body, key));
    if (comment !== null) added(world, comment);
    setSent({ said: "", key: randomUuid() });
    write("");
    setRound(round + 1);
    announce(comment === null ? shared("outbox.kept") : t("comments.added"));
    onDone?.();
  });

  const people = useMentions(field, write);

  useEffect(() => {
    if (onDone !== undefined) field.current?.focus();
  }, []);

  function write(content: string) {
    form.set("content", content);
    if (content === "") drafts.delete(draft);
    else drafts.set(draft, content);
  }

  const length = lengthOf(form.values.content);
  const sendable = length > 0 && length <= LONGEST && files.settled;
  function onKeyDown(event: KeyboardEvent) {
    if (people.onKeyDown(event)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      if (sendable) form.submit(event);
    } else if (event.key === "Escape") onDone?.();
  }

  return (
    <form
      class={css.form}
      noValidate
      aria-busy={form.busy}
      onSubmit={form.submit}
      onKeyDown={onKeyDown}
      onFocusCapture={() => setBegun(true)}
      onPaste={(event) => {
        const pasted = filesOf(event.clipboardData);
        if (pasted.length > 0) addFiles(files, pasted);
      }}
    >
      <Area
        inputRef={field}
        label={prompt}
        placeholder={prompt}
        rows={1}
        size="small"
        value={form.values.content}
        onText={(text) => {
          write(text);
          people.look();
        }}
        error={length > LONGEST ? shared("error.field.long") : form.errorOf("content")}
      />
      <IconButton
        type="submit"
        icon={SendHorizontal}
        label={t("comments.send")}
        disabled={form.busy || !sendable}
      />
      {people.list}
      {begun && (
        <div class={css.files}>
          <FileList files={files} />
          <AddFiles files={files} />
        </div>
      )}
      {form.failure !== null && <Failure>{form.failure}</Failure>}
    </form>
  );
}
