import { useMemo } from "preact/hooks";

import { t as shared } from "../../../kernel/messages";
import { toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Files } from "../../../shared/uploads/files";
import { t } from "../messages";
import type { Post } from "../requests";
import { social } from "../social";
import { PostForm, type PostSent } from "./PostForm";

/** A post whose author changes it. */
export function PostEditor({ post, onDone }: { post: Post; onDone: () => void }) {
  const { posts } = social(useWorld());
  const files = useMemo(() => new Files("POST", post.media), []);

  async function save({ content, contentKh, hashtags, media, mentions }: PostSent) {
    // A text is replaced as a whole, so what has no field here goes along.
    const { title } = post;
    await posts.edit(post.id, { title, media, mentions, content, contentKh: contentKh || null, hashtags });
    toast(t("post.saved"));
    onDone();
  }

  return (
    <PostForm
      files={files}
      named={post.mentions}
      words={{ content: post.content, contentKh: post.contentKh ?? "", hashtags: post.hashtags }}
      label={t("post.editing")}
      prompt={t("compose.text")}
      submitLabel={shared("app.save")}
      send={save}
      onCancel={onDone}
      focus
    />
  );
}
