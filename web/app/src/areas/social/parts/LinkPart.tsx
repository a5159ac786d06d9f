import type { LinkRead } from "../../../kernel/api";
import css from "./Parts.module.css";

/** What the page says of itself to which a post links. */
export function LinkPart({ link }: { link: LinkRead }) {
  return (
    <a class={css.link} href={link.url} target="_blank" rel="noopener noreferrer nofollow">
      <span class={css.site}>{link.siteName ?? new URL(link.url).hostname}</span>
      <b class={css.linkTitle} dir="auto">
        {link.title}
      </b>
      {link.description !== null && (
        <span class={css.description} dir="auto">
          {link.description}
        </span>
      )}
    </a>
  );
}
