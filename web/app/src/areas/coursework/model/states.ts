import type { MyBook } from "../requests";

type Item = MyBook["items"][number];

/** What a state is called: nobody hands in what is done on paper or played in class. */
export function wordOf(type: Item["type"], state: Item["state"]): "state.ungraded" | `state.${Item["state"]}` {
  const handedIn = type !== "ON_PAPER" && type !== "LIVE";
  return state === "PENDING" && !handedIn ? "state.ungraded" : `state.${state}`;
}
