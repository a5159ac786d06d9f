/** How this area's part of the cache is named. */
export type FeedMode = "latest" | "following";

export const keys = {
  all: ["social"] as const,
  feed: (mode: FeedMode) => ["social", "feed", mode] as const,
  list: (name: string) => ["social", "list", name] as const,
  post: (id: string) => ["social", "post", id] as const,
  of: (authorId: string) => ["social", "of", authorId] as const,
  comments: (postId: string) => ["social", "comments", postId] as const,
};

/** What a new post is kept under while it is written. */
export const COMPOSING = "post";
