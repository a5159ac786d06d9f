import { type Send, wasSent } from "../../kernel/offline";
import type { World } from "../../kernel/world";
import { keys } from "./keys";
import { type Comment, type NewComment, type NewPost, requests } from "./requests";
import { social } from "./social";

/** Publish a post that waited. */
export const sendPost: Send = async ({ id, body }, world) => {
  const post = await requests.createPost(body as unknown as NewPost, id).catch(alreadyGone);
  if (post !== null) social(world).published(post);
};

/** Say a comment that waited. */
export const sendComment: Send = async ({ id, body, target }, world) => {
  const comment = await requests.createComment(target as string, body as unknown as NewComment, id).catch(alreadyGone);
  if (comment !== null) added(world, comment);
};

/** Show a comment of one's own at once. */
export function added({ cache }: World, comment: Comment): void {
  cache.setQueryData<Comment[]>(keys.comments(comment.postId), (all) =>
    all === undefined || all.some(({ id }) => id === comment.id) ? all : [...all, comment],
  );
}

function alreadyGone(error: unknown): null {
  if (wasSent(error)) return null;
  throw error;
}
