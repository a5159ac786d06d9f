import { href } from "../../../kernel/router";
import type { Hit } from "../requests";

/** Where something that was found is. */
export function addressOf({ collection, id, boardId }: Pick<Hit, "collection" | "id" | "boardId">): string {
  const places: Record<Hit["collection"], string> = {
    posts: href("/posts/:id", { id }),
    users: href("/people/:id", { id }),
    courses: href("/courses/:id", { id }),
    clubs: href("/clubs/:id", { id }),
    boards: href("/boards/:id", { id }),
    questions: `${href("/boards/:id", { id: boardId ?? "" })}?question=${id}`,
    hashtags: href("/tags/:tag", { tag: id }),
  };
  return places[collection];
}
