import { signal } from "@preact/signals";

import { api, ask } from "../kernel/api";
import type { World } from "../kernel/world";

export type Relation = "ACCEPTED" | "PENDING" | "NONE";

const PAGE = 50;
export const followingKey = ["people", "following"] as const;

const routes = {
  follow: (id: string, following: boolean) => {
    const params = { path: { id } };
    const path = "/v1/users/{id}/follow";
    return ask(following ? api.POST(path, { params }) : api.DELETE(path, { params }));
  },
  following: (id: string) =>
    ask(api.GET("/v1/users/{id}/following", { params: { path: { id }, query: { limit: PAGE } } })),
};

/** Whom this person follows, as far as this tab knows: menus of posts and lists of people ask. */
export class Relations {
  readonly #known = signal<ReadonlyMap<string, Relation>>(new Map());

  constructor(
    private readonly world: World,
    private readonly requests = routes,
  ) {
    void this.#begin();
  }

  of(id: string): Relation {
    return this.#known.value.get(id) ?? "NONE";
  }

  /** Follow or leave a person; shows at once, and goes back where the server refuses. */
  async follow(id: string, following: boolean): Promise<void> {
    const before = this.of(id);
    this.#set(id, following ? "ACCEPTED" : "NONE");
    try {
      const { status } = await this.requests.follow(id, following);
      this.#set(id, status);
    } catch (error) {
      this.#set(id, before);
      throw error;
    }
    this.world.refetches.request(["people"]);
  }

  /** What a list of people says about them. */
  learn(people: readonly { id: string; followedByMe: boolean }[]): void {
    for (const { id, followedByMe } of people) {
      // "Followed" may still wait for consent; only the answer to a request tells that apart.
      if (followedByMe && this.of(id) === "NONE") this.#set(id, "ACCEPTED");
      if (!followedByMe && this.of(id) === "ACCEPTED") this.#set(id, "NONE");
    }
  }

  async #begin() {
    const { cache, me } = this.world;
    const queryFn = () => this.requests.following(me.id);
    try {
      this.learn((await cache.fetchQuery({ queryKey: followingKey, queryFn })).data);
    } catch {
      // A menu offers to follow somebody who is followed already: the server answers as asked.
    }
  }

  #set(id: string, relation: Relation) {
    this.#known.value = new Map(this.#known.value).set(id, relation);
  }
}

/** The relations of whoever is signed in. */
export const relations = (world: World): Relations => world.area(Relations);
