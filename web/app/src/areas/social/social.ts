import type { Bridge } from "../../kernel/events";
import type { World } from "../../kernel/world";
import { type FeedMode, keys } from "./keys";
import { Chosen } from "./model/chosen";
import { Feed } from "./model/feed";
import { Posts } from "./model/posts";
import { ReadMark } from "./model/readMark";
import { type Post, requests } from "./requests";

const FEED_INTERVAL = 2000;
/** Posts whose likes and comments arrive live; a stream carries 64 channels, some of them its own. */
const MOST_WATCHED = 50;

/** What this area keeps for a signed-in person, and what it does with events. */
export class Social {
  readonly posts: Posts;
  readonly feeds: Record<FeedMode, Feed>;
  readonly chosen = new Chosen(requests);
  readonly mark = new ReadMark(requests);
  readonly bridge: Bridge;
  #uncounted = new Set<string>();

  constructor(private readonly world: World) {
    const { cache, me } = world;
    this.posts = new Posts(requests, me.id, cache, world.refetches);
    this.feeds = {
      latest: new Feed("latest", requests, this.posts, cache),
      following: new Feed("following", requests, this.posts, cache),
    };
    this.posts.onRemove = (id) => {
      for (const feed of Object.values(this.feeds)) feed.drop([id]);
    };
    this.bridge = this.#bridge();
  }

  /** Show a post of one's own at once. */
  published(post: Post): void {
    this.feeds.latest.prepend(post);
  }

  /** Listen to what happens to the posts in view, the first ones first. */
  watch(postIds: readonly string[]): void {
    const wanted = [...new Set(postIds)].slice(0, MOST_WATCHED);
    this.world.stream.watch(wanted.map((id) => `post:${id}`));
  }

  /** Read counters again, of all posts that are named in one go with one question. */
  #recount(id: string) {
    if (this.#uncounted.size === 0) {
      queueMicrotask(() => {
        const ids = [...this.#uncounted];
        this.#uncounted.clear();
        this.posts.recount(ids).catch(() => this.world.refetches.request([...keys.all, "feed"], FEED_INTERVAL));
      });
    }
    this.#uncounted.add(id);
  }

  #bridge(): Bridge {
    const { posts } = this;
    const { refetches } = this.world;
    const readFeeds = () => refetches.request([...keys.all, "feed"], FEED_INTERVAL);
    return {
      events: {
        "post:created": readFeeds,
        "post:deleted": ({ data }) => posts.deleted(data.postId),
        "post:updated": ({ data }) => posts.updated(data.postId),
        "post:liked": ({ data, timestamp }) =>
          posts.liked(data.postId, data.userId, data.likesCount, timestamp),
        "post:stats": ({ data, timestamp }) => posts.counted(data.postId, data, timestamp),
        "marker:updated": ({ data }) => {
          if (data.timeline === "FEED") this.mark.moved(data.lastReadId, data.markerVersion);
        },
        "post:reacted": ({ data }) => posts.updated(data.postId),
        "poll:voted": ({ data }) => posts.updated(data.postId),
        "comment:updated": ({ data }) => refetches.request(keys.comments(data.postId)),
        "comment:deleted": ({ data, timestamp }) => {
          posts.commented(data.postId, data.commentsCount, timestamp);
          refetches.request(keys.comments(data.postId));
        },
        "comment:created": ({ data, timestamp }) => {
          posts.commented(data.postId, data.commentsCount, timestamp);
          refetches.request(keys.comments(data.postId));
        },
      },
      caughtUp: ({ posts: missed, comments }) => {
        for (const id of missed?.deleted ?? []) posts.deleted(id);
        for (const id of missed?.changed ?? []) {
          posts.missed.add(id);
          refetches.request(keys.post(id));
        }
        if (missed !== undefined) readFeeds();
        if (comments !== undefined) refetches.request([...keys.all, "comments"]);
      },
      stale: {
        user: readFeeds,
        tenant: readFeeds,
        class: readFeeds,
        club: readFeeds,
        post: (id) => {
          refetches.request(keys.comments(id));
          this.#recount(id);
        },
      },
    };
  }
}

/** This area of somebody's world. */
export const social = (world: World): Social => world.area(Social);
