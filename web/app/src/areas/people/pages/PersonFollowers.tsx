import type { PageProps } from "../../../kernel/router";
import { PersonFollows } from "../parts/PersonFollows";

/** Who follows somebody. */
export default function PersonFollowersPage({ params: { id } }: PageProps<"/people/:id/followers">) {
  return <PersonFollows id={id} name="followers" />;
}
