import { useState } from "preact/hooks";

import { randomUuid } from "../../../kernel/api";
import { t as shared } from "../../../kernel/messages";
import { toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Files } from "../../../shared/uploads/files";
import { Select } from "../../../ui/Field";
import { t } from "../messages";
import { COMPOSING, keys } from "../keys";
import { type NewPost, requests } from "../requests";
import { social } from "../social";
import { ExtraButtons, ExtraFields, type Extras, NO_EXTRAS, extrasOf, isIncomplete } from "./Extras";
import { PostForm, type PostSent, type PostWords } from "./PostForm";
import { VISIBILITY_ICONS } from "./visibility";

/** Classes are left out until the API lists one's own. */
const CHOICES = ["SCHOOL", "PUBLIC", "CONNECTIONS", "PRIVATE"] as const;

/**
 * What is being written. `key` belongs to the text until it is published, so that sending it again
 * after a lost answer does not publish it twice; changed text is another post.
 */
interface Draft extends PostWords {
  visibility: (typeof CHOICES)[number];
  key: string;
  sent: string;
  extras: Extras;
}

function emptyDraft(): Draft {
  const words = { content: "", contentKh: "", hashtags: [] };
  return { ...words, visibility: "SCHOOL", key: randomUuid(), sent: "", extras: NO_EXTRAS };
}

interface ComposerFormProps {
  prompt: string;
  /** Whether somebody has just begun; what was kept from before does not take the focus. */
  focus: boolean;
  onPublished: () => void;
  onClose: () => void;
}

/** A new post while it is written. What is written is kept until it is published or given up. */
export function ComposerForm({ prompt, focus, onPublished, onClose }: ComposerFormProps) {
  const world = useWorld();
  const { drafts } = world;
  const [draft, setDraft] = useState<Draft>(() => ({ ...emptyDraft(), ...drafts.get<Draft>(COMPOSING) }));
  const [files] = useState(() => new Files("POST"));
  const { extras } = draft;

  function keep(fields: Partial<Draft>): Draft {
    const next = { ...(drafts.get<Draft>(COMPOSING) ?? draft), ...fields };
    drafts.set(COMPOSING, next);
    setDraft(next);
    return next;
  }

  function close() {
    files.clear();
    drafts.delete(COMPOSING);
    onClose();
  }

  function extend(fields: Partial<Extras>) {
    keep({ extras: { ...extras, ...fields } });
  }

  function bodyOf({ content, contentKh, ...rest }: PostSent): NewPost {
    const shown = { visibility: draft.visibility, ...extrasOf(extras) };
    return { content, contentKh: contentKh || null, ...rest, ...shown };
  }

  /** A draft stays on the server, for all devices; it is published from its page. */
  async function saveDraft(post: PostSent) {
    await requests.createPost({ ...bodyOf(post), status: "DRAFT", publishAt: null }, draft.key);
    world.refetches.request(keys.list("drafts"));
    toast(t("drafts.saved"));
    close();
  }

  async function publish(post: PostSent) {
    const body = bodyOf(post);
    const sent = JSON.stringify(body);
    const key = draft.sent === "" || draft.sent === sent ? draft.key : randomUuid();
    keep({ sent, key });
    const written = { id: key, kind: "post", body: { ...body } };
    const made = await world.outbox.sendOrKeep(written, () => requests.createPost(body, key));
    if (made?.status === "PUBLISHED") social(world).published(made);
    const done = made?.status === "SCHEDULED" ? t("compose.planned") : t("compose.done");
    toast(made === null ? shared("outbox.kept") : done);
    world.refetches.request(keys.list("drafts"));
    close();
    onPublished();
  }

  return (
    <PostForm
      words={draft}
      files={files}
      label={t("compose.label")}
      prompt={prompt}
      submitLabel={t("compose.submit")}
      send={publish}
      saveDraft={saveDraft}
      parts={<ExtraFields extras={extras} onChange={extend} />}
      incomplete={isIncomplete(extras)}
      onChange={keep}
      onCancel={close}
      focus={focus}
    >
      <ExtraButtons extras={extras} onChange={extend} />
      <Select
        icon={VISIBILITY_ICONS[draft.visibility]}
        label={t("compose.visibility")}
        hint={t(`visibility.hint.${draft.visibility}`)}
        value={draft.visibility}
        options={CHOICES.map((value) => ({ value, label: t(`visibility.${value}`) }))}
        onChoose={(visibility) => keep({ visibility })}
      />
    </PostForm>
  );
}
