import { Languages } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import type { Attachment, MentionRead } from "../../../kernel/api";
import { useForm } from "../../../kernel/form";
import { t as shared } from "../../../kernel/messages";
import { AddFiles, FileList, addFiles } from "../../../shared/uploads/FileList";
import { type Files, filesOf } from "../../../shared/uploads/files";
import { Button, LinkButton } from "../../../ui/Button";
import { Area, Failure } from "../../../ui/Field";
import { lengthOf } from "../../../ui/text";
import { t } from "../messages";
import { useMentions } from "./Mentions";
import css from "./PostForm.module.css";
import { TagField, withWritten } from "./TagField";

const LONGEST = 5000;
const WARN_BELOW = 200;

export interface PostWords {
  content: string;
  contentKh: string;
  hashtags: string[];
}

/** What is sent: the words, and the files beside them. */
export interface PostSent extends PostWords {
  media: Attachment[];
  mentions: string[];
}

interface PostFormProps {
  words: PostWords;
  files: Files;
  /** Who is named in the text already. */
  named?: readonly MentionRead[];
  label: string;
  prompt: string;
  submitLabel: string;
  /** Where it succeeds the form is over. */
  send: (post: PostSent) => Promise<void>;
  /** Keeps it without publishing it, where that is offered. */
  saveDraft?: (post: PostSent) => Promise<void>;
  onChange?: (words: PostWords) => void;
  onCancel: () => void;
  focus: boolean;
  /** Stands beside the button. */
  children?: ComponentChildren;
  /** Stands below the text: a poll, an event. */
  parts?: ComponentChildren;
  /** More than words is needed, and missing. */
  incomplete?: boolean;
}

/** The text of a post, to be written or changed. */
export function PostForm({ words, files, named, label, prompt, submitLabel, send, saveDraft, onChange, onCancel, focus, children, parts, incomplete = false }: PostFormProps) {
  const content = useRef<HTMLTextAreaElement>(null);
  const khmer = useRef<HTMLTextAreaElement>(null);
  const [khmerOpen, setKhmerOpen] = useState(words.contentKh !== "");
  const [writtenTag, setWrittenTag] = useState("");
  const drafting = useRef(false);
  const form = useForm<PostWords>(words, (values) => {
    const tags = withWritten(values.hashtags, writtenTag);
    if ("refusal" in tags) return Promise.resolve();
    const receive = drafting.current && saveDraft !== undefined ? saveDraft : send;
    drafting.current = false;
    return receive({
      content: values.content.trim(),
      contentKh: khmerOpen ? values.contentKh.trim() : "",
      hashtags: tags.tags,
      media: files.attachments(),
      mentions: people.ids(`${values.content} ${values.contentKh}`),
    });
  });
  const { values, busy } = form;
  const people = useMentions(content, (text) => set("content", text), named);

  useEffect(() => {
    if (focus) content.current?.focus();
  }, []);

  function set<Name extends keyof PostWords>(name: Name, value: PostWords[Name]) {
    form.set(name, value);
    onChange?.({ ...values, [name]: value });
  }

  const fits = (text: string) => lengthOf(text) <= LONGEST;
  const written = lengthOf(values.content) > 0 && fits(values.content) && fits(values.contentKh);
  const sendable = written && files.settled && !incomplete;
  const left = (text: string) => {
    const count = LONGEST - lengthOf(text);
    return count < WARN_BELOW ? t("compose.left", { count }) : null;
  };

  function onKeyDown(event: KeyboardEvent) {
    if (people.onKeyDown(event)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      if (sendable) form.submit(event);
    } else if (event.key === "Escape") onCancel();
  }

  /** Files that are pasted or dropped; words go where words go. */
  function take(event: Event, data: DataTransfer | null) {
    const found = filesOf(data);
    if (found.length === 0) return;
    event.preventDefault();
    addFiles(files, found);
  }

  function toggleKhmer() {
    setKhmerOpen(!khmerOpen);
    if (!khmerOpen) requestAnimationFrame(() => khmer.current?.focus());
  }

  return (
    <form
      class={css.form}
      noValidate
      aria-label={label}
      aria-busy={busy}
      onSubmit={form.submit}
      onKeyDown={onKeyDown}
      onPaste={(event) => take(event, event.clipboardData)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => take(event, event.dataTransfer)}
    >
      <Area
        inputRef={content}
        label={t("compose.text")}
        placeholder={prompt}
        rows={2}
        value={values.content}
        onText={(text) => {
          set("content", text);
          people.look();
        }}
        aria-controls={people.open ? people.listId : undefined}
        hint={left(values.content)}
        error={form.errorOf("content")}
      />
      {people.list}
      {khmerOpen && (
        <Area
          inputRef={khmer}
          label={t("compose.khmer")}
          placeholder={t("compose.khmerPrompt")}
          lang="km"
          rows={2}
          value={values.contentKh}
          onText={(text) => set("contentKh", text)}
          hint={left(values.contentKh)}
          error={form.errorOf("contentKh")}
        />
      )}
      <TagField
        tags={values.hashtags}
        onTags={(tags) => set("hashtags", tags)}
        written={writtenTag}
        onWritten={setWrittenTag}
      />
      {parts}
      <FileList files={files} />
      {form.failure !== null && <Failure>{form.failure}</Failure>}
      <div class={css.foot}>
        <AddFiles files={files} />
        <LinkButton onClick={toggleKhmer}>
          <Languages size={16} aria-hidden="true" />
          {t(khmerOpen ? "compose.removeKhmer" : "compose.addKhmer")}
        </LinkButton>
        {children}
        <div class={css.buttons}>
          <Button kind="quiet" onClick={onCancel}>
            {shared("app.cancel")}
          </Button>
          {saveDraft !== undefined && (
            <Button
              kind="quiet"
              type="submit"
              disabled={busy || !sendable}
              onClick={() => void (drafting.current = true)}
            >
              {t("drafts.save")}
            </Button>
          )}
          <Button kind="primary" type="submit" disabled={busy || !sendable}>
            {busy ? t("compose.busy") : submitLabel}
          </Button>
        </div>
      </div>
    </form>
  );
}
