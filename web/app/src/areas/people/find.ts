import { api, ask } from "../../kernel/api";
import type { World } from "../../kernel/world";
import { everybody, people } from "./people";

export interface Found {
  id: string;
  name: string;
}

const MOST = 6;

/**
 * People by name: those whom one follows and who follow one; for who manages the school's people,
 * everybody in it.
 */
export async function findPeople(world: World, wanted: string): Promise<Found[]> {
  if (world.may("users:manage")) {
    const { data } = await ask(api.GET("/v1/members", { params: { query: { q: wanted, limit: MOST } } }));
    return data.map(({ userId: id, name }) => ({ id, name }));
  }
  if (!world.may("profiles:read")) return [];
  const lists = [people(world).list("following"), people(world).list("followers")] as const;
  const pages = await Promise.all(lists.map((list) => world.cache.ensureInfiniteQueryData(list)));
  const known = everybody(pages.flatMap((list) => list.pages));
  const folded = fold(wanted);
  return known.filter(({ name }) => fold(name).includes(folded)).slice(0, MOST);
}

/** Texts that look alike to somebody who searches: case, width and accents do not count. */
export const fold = (text: string) => text.normalize("NFKD").replace(/\p{M}(?<!\p{Script=Khmer})/gu, "").toLocaleLowerCase();
