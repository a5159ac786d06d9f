import type { PageProps } from "../../../kernel/router";
import { PersonFollows } from "../parts/PersonFollows";

/** Whom somebody follows. */
export default function PersonFollowingPage({ params: { id } }: PageProps<"/people/:id/following">) {
  return <PersonFollows id={id} name="following" />;
}
