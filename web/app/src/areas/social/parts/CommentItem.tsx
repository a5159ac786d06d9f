import { Ellipsis, Flag, Heart, Pencil, Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";

import { useForm } from "../../../kernel/form";
import { number } from "../../../kernel/i18n";
import { t as shared } from "../../../kernel/messages";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button, LinkButton } from "../../../ui/Button";
import { askFirst } from "../../../ui/Dialog";
import { Area, Failure } from "../../../ui/Field";
import { t as common } from "../../../shared/messages";
import { report } from "../../../shared/reporting";
import { AddFiles, FileList } from "../../../shared/uploads/FileList";
import { Files } from "../../../shared/uploads/files";
import { Gallery } from "../../../shared/uploads/Gallery";
import { Menu, type MenuItem } from "../../../ui/Menu";
import { Avatar, RoleTag, Time } from "../../../ui/Person";
import { isKhmer, lengthOf } from "../../../ui/text";
import { keys } from "../keys";
import { t } from "../messages";
import { type Comment, requests } from "../requests";
import { CommentForm } from "./CommentForm";
import css from "./Comments.module.css";
import { Words } from "./Words";

const LONGEST = 2000;

/** A comment with what one can do with it; of a deleted one only its place. */
export function CommentItem({ comment }: { comment: Comment }) {
  const { id, author, depth } = comment;
  if (author === null) {
    return (
      <li class={css.comment} data-depth={Math.min(depth, 3)} data-comment={id}>
        <p class={css.gone}>{t("comments.gone")}</p>
      </li>
    );
  }
  return (
    <li class={css.comment} data-depth={Math.min(depth, 3)} data-comment={id}>
      <Avatar person={author} size="small" />
      <Said comment={comment} author={author} />
    </li>
  );
}

function Said({ comment, author }: { comment: Comment; author: NonNullable<Comment["author"]> }) {
  const world = useWorld();
  const [replying, setReplying] = useState(false);
  const [editing, setEditing] = useState(false);
  const { id, postId, content, createdAt, editedAt, liked, likesCount } = comment;
  const { name } = author;

  function change(fields: Partial<Comment>) {
    world.cache.setQueryData<Comment[]>(keys.comments(postId), (all) =>
      all?.map((one) => (one.id === id ? { ...one, ...fields } : one)),
    );
  }

  async function like() {
    change({ liked: !liked, likesCount: likesCount + (liked ? -1 : 1) });
    try {
      const { liked: now, likesCount: count } = await requests.likeComment(id, !liked);
      change({ liked: now, likesCount: count });
    } catch (error) {
      change({ liked, likesCount });
      fail(error);
    }
  }

  async function remove() {
    const sure = await askFirst({
      title: t("comments.deleteTitle"),
      text: t("comments.deleteText"),
      confirm: t("comments.delete"),
      cancel: shared("app.cancel"),
    });
    if (!sure) return;
    try {
      await requests.deleteComment(id);
      toast(t("comments.deleted"));
      world.refetches.request(keys.comments(postId));
    } catch (error) {
      fail(error);
    }
  }

  function items(): MenuItem[] {
    const found: MenuItem[] = [];
    if (comment.canEdit) found.push({ icon: Pencil, label: t("comments.edit"), act: () => setEditing(true) });
    if (comment.canDelete) {
      found.push({ icon: Trash2, label: t("comments.delete"), act: () => void remove(), danger: true });
    }
    if (author.id !== world.me.id && world.may("reports:create")) {
      found.push({ icon: Flag, label: common("report.menu"), act: () => report("COMMENT", id), danger: true });
    }
    return found;
  }

  return (
    <div class={css.body} role="article" aria-label={t("comments.by", { name })}>
      <p class={css.byline}>
        <b dir="auto">{name}</b>
        <RoleTag role={author.role} />
        <Time iso={createdAt} />
        {editedAt !== null && <span>({t("post.edited")})</span>}
      </p>
      {editing ? (
        <EditForm comment={comment} onSaved={change} onDone={() => setEditing(false)} />
      ) : (
        <>
          <p class={css.text} dir="auto" lang={isKhmer(content) ? "km" : undefined}>
            <Words text={content} mentions={comment.mentions} />
          </p>
          <Gallery files={comment.media} />
        </>
      )}
      <div class={css.actions}>
        <button
          type="button"
          class={css.like}
          aria-pressed={liked}
          aria-label={`${t("comments.like", { name })}, ${t("post.likes", { count: likesCount })}`}
          onClick={() => void like()}
        >
          <Heart size={16} aria-hidden="true" />
          {likesCount > 0 && number(likesCount)}
        </button>
        {world.may("comments:create") && (
          <LinkButton
            aria-label={t("comments.replyTo", { name })}
            aria-expanded={replying}
            onClick={() => setReplying(!replying)}
          >
            {t("comments.reply")}
          </LinkButton>
        )}
        {items().length > 0 && <Menu icon={Ellipsis} label={t("comments.menu", { name })} items={items} />}
      </div>
      {replying && (
        <CommentForm
          postId={postId}
          parentId={id}
          prompt={t("comments.replyPrompt", { name })}
          onDone={() => setReplying(false)}
        />
      )}
    </div>
  );
}

interface EditProps {
  comment: Comment;
  onSaved: (changed: Comment) => void;
  onDone: () => void;
}

function EditForm({ comment, onSaved, onDone }: EditProps) {
  const [files] = useState(() => new Files("COMMENT", comment.media));
  const form = useForm({ content: comment.content }, async ({ content }) => {
    const mentions = comment.mentions.map(({ id }) => id);
    const body = { content: content.trim(), media: files.attachments(), mentions };
    onSaved(await requests.updateComment(comment.id, body));
    onDone();
  });
  const length = lengthOf(form.values.content);
  const sendable = length > 0 && length <= LONGEST && files.settled;
  return (
    <form class={css.edit} noValidate aria-busy={form.busy} onSubmit={form.submit}>
      <Area
        label={t("comments.edit")}
        rows={2}
        size="small"
        value={form.values.content}
        onText={(text) => form.set("content", text)}
        error={length > LONGEST ? shared("error.field.long") : form.errorOf("content")}
      />
      <FileList files={files} />
      <AddFiles files={files} />
      {form.failure !== null && <Failure>{form.failure}</Failure>}
      <div class={css.actions}>
        <Button kind="quiet" size="small" onClick={onDone}>
          {shared("app.cancel")}
        </Button>
        <Button kind="primary" size="small" type="submit" disabled={form.busy || !sendable}>
          {shared("app.save")}
        </Button>
      </div>
    </form>
  );
}
