import { Emitter } from "./emitter.js";
import { Feed } from "./feed.js";
import { Live } from "./live.js";
import { Notifications } from "./notifications.js";
import { People } from "./people.js";
import { Posts } from "./posts.js";
import { Threads } from "./threads.js";

/** Posts whose likes and comments arrive live; a stream carries 64 channels, some of them its own. */
const MOST_WATCHED = 50;

/**
 * Everything that a signed-in person works with, from signing in to signing out. Emits `mode` when
 * the other feed is shown.
 */
export class Workspace extends Emitter {
  /** @type {import("./feed.js").FeedMode} */
  mode = "latest";
  /** Post that is open on its own page. @type {string | null} */
  openPost = null;
  /** What is being written and not sent yet. @type {Map<string, any>} */
  drafts = new Map();
  #relayUrl;

  /**
   * @param {import("../../client/api.js").ApiClient} api
   * @param {import("../../client/api/types.js").Me} me
   * @param {string} relayUrl
   */
  constructor(api, me, relayUrl) {
    super();
    this.api = api;
    this.me = me;
    this.#relayUrl = relayUrl;
    this.posts = new Posts(api, me.id);
    this.feeds = {
      latest: new Feed("latest", api, this.posts),
      following: new Feed("following", api, this.posts),
    };
    this.threads = new Threads(api);
    this.notifications = new Notifications(api);
    this.people = new People(api, me.id);
    this.live = new Live(api, `${me.tenant.id} ${me.id}`);
    this.live.on("event", (envelope) => this.#apply(envelope));
    this.live.on("stale", (channels) => this.#readAgain(channels));
    for (const feed of Object.values(this.feeds)) feed.on("change", () => this.watch());
  }

  get feed() {
    return this.feeds[this.mode];
  }

  /** @param {string} permission */
  may(permission) {
    return this.me.permissions.includes(permission);
  }

  async start() {
    void this.notifications.load();
    this.people.load();
    // The stream opens after the list, so that its first connection has the channels of the posts;
    // what happened in between is read again when the stream says that it has joined them.
    await this.feed.load();
    this.live.start(this.#relayUrl);
  }

  stop() {
    this.live.stop();
    this.notifications.stop();
    this.people.stop();
    this.threads.stop();
    for (const feed of Object.values(this.feeds)) feed.stop();
  }

  /** @param {import("./feed.js").FeedMode} mode */
  show(mode) {
    if (mode === this.mode) return;
    this.mode = mode;
    if (this.feed.status === "new") void this.feed.load();
    else this.feed.refresh();
    this.watch();
    this.emit("mode");
  }

  /** @param {string | null} postId */
  open(postId) {
    this.openPost = postId;
    this.watch();
  }

  /**
   * Show a post of one's own at once, before its event arrives.
   *
   * @param {import("../../client/api/types.js").Post} post
   */
  published(post) {
    this.feeds.latest.prepend(post);
    if (this.mode === "following") this.show("latest");
  }

  /** Listen to what happens to the posts in view. */
  watch() {
    const wanted = this.openPost === null ? this.feed.ids : [this.openPost, ...this.feed.ids];
    this.live.watch([...new Set(wanted)].slice(0, MOST_WATCHED));
  }

  /** @param {import("../../client/realtime/inbox.js").Envelope} envelope */
  #apply(envelope) {
    const { type, data } = envelope;
    this.posts.apply(envelope);
    this.notifications.apply(envelope);
    if (type === "post:created") this.#refreshFeeds();
    else if (type === "comment:created") this.threads.refresh(data.postId);
    else if (type === "user:followed") this.people.load();
    // Perhaps this session, perhaps another of the same person: the server knows which.
    else if (type === "session:revoked") this.api.token({ force: true }).catch(() => {});
  }

  /** @param {[string, string][]} channels kind and key */
  #readAgain(channels) {
    this.#refreshFeeds();
    if (channels.some(([kind]) => kind === "user")) {
      this.notifications.refresh();
      this.people.load();
    }
    for (const [kind, key] of channels) {
      if (kind !== "post") continue;
      this.threads.refresh(key);
      if (key === this.openPost) this.posts.load(key).catch(() => {});
    }
  }

  #refreshFeeds() {
    this.feed.refresh();
    // The other one is read again when it is shown.
  }
}
