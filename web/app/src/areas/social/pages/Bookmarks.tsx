import { Bookmark } from "lucide-preact";

import { t as shared } from "../../../kernel/messages";
import { ButtonLink } from "../../../ui/Button";
import { Page } from "../../../ui/Page";
import { Empty } from "../../../ui/States";
import { t } from "../messages";
import { PostList } from "../parts/PostList";
import { requests } from "../requests";

/** What the reader keeps for later. */
export default function BookmarksPage() {
  return (
    <Page title={t("keep.title")} lead={t("keep.lead")} back={{ href: "/", label: t("post.back") }}>
      <PostList
        name="bookmarks"
        read={requests.bookmarks}
        empty={
          <Empty icon={Bookmark} title={t("keep.empty")} hint={t("keep.emptyHint")}>
            <ButtonLink href="/">{shared("nav.home")}</ButtonLink>
          </Empty>
        }
      />
    </Page>
  );
}
