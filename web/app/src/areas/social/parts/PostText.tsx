import { useState } from "preact/hooks";

import { language } from "../../../kernel/i18n";
import { Gallery } from "../../../shared/uploads/Gallery";
import { LinkButton } from "../../../ui/Button";
import { isKhmer, linkify } from "../../../ui/text";
import { t } from "../messages";
import type { Post } from "../requests";
import css from "./PostText.module.css";

const LONG = 700;
const LINES = 14;

/** What a post says: its title, its text in one or two languages, its pictures and hashtags. */
export function PostText({ post }: { post: Post }) {
  const main = { text: post.content, lang: isKhmer(post.content) ? "km" : undefined };
  const khmer = post.contentKh === null ? [] : [{ text: post.contentKh, lang: "km" }];
  // Readers of Khmer get Khmer first.
  const texts = language.value === "km" ? [...khmer, main] : [main, ...khmer];
  return (
    <>
      {post.title !== null && (
        <h3 class={css.title} dir="auto">
          {post.title}
        </h3>
      )}
      {texts.map(({ text, lang }, index) => (
        <Paragraph key={lang ?? "main"} text={text} lang={lang} second={index > 0} />
      ))}
      <Gallery files={post.media} />
      {post.hashtags.length > 0 && (
        <ul class={css.tags}>
          {post.hashtags.map((tag) => (
            <li key={tag}>#{tag}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function Paragraph({ text, lang, second }: { text: string; lang?: string; second: boolean }) {
  const long = text.length >= LONG || text.split("\n").length >= LINES;
  const [folded, setFolded] = useState(true);
  return (
    <div>
      <div class={css.text} lang={lang} dir="auto" data-second={second} data-folded={long && folded}>
        {linkify(text).map((piece, index) =>
          piece.link ? <Outside key={index} address={piece.text} /> : piece.text,
        )}
      </div>
      {long && (
        <LinkButton aria-expanded={!folded} onClick={() => setFolded(!folded)}>
          {t(folded ? "post.expand" : "post.collapse")}
        </LinkButton>
      )}
    </div>
  );
}

function Outside({ address }: { address: string }) {
  return (
    <a href={address} target="_blank" rel="noopener noreferrer nofollow">
      {address}
    </a>
  );
}
