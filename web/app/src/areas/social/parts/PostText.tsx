import { useState } from "preact/hooks";

import type { MentionRead } from "../../../kernel/api";
import { language } from "../../../kernel/i18n";
import { href } from "../../../kernel/router";
import { Gallery } from "../../../shared/uploads/Gallery";
import { LinkButton } from "../../../ui/Button";
import { isKhmer } from "../../../ui/text";
import { t } from "../messages";
import type { Post } from "../requests";
import { LinkPart } from "./LinkPart";
import css from "./PostText.module.css";
import { Words } from "./Words";

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
        <Paragraph key={lang ?? "main"} text={text} lang={lang} second={index > 0} mentions={post.mentions} />
      ))}
      <Gallery files={post.media} />
      {post.link !== null && <LinkPart link={post.link} />}
      {post.hashtags.length > 0 && (
        <ul class={css.tags}>
          {post.hashtags.map((tag) => (
            <li key={tag}>
              <a href={href("/tags/:tag", { tag })}>#{tag}</a>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

interface ParagraphProps {
  text: string;
  lang?: string;
  second: boolean;
  mentions: readonly MentionRead[];
}

function Paragraph({ text, lang, second, mentions }: ParagraphProps) {
  const long = text.length >= LONG || text.split("\n").length >= LINES;
  const [folded, setFolded] = useState(true);
  return (
    <div>
      <div class={css.text} lang={lang} dir="auto" data-second={second} data-folded={long && folded}>
        <Words text={text} mentions={mentions} />
      </div>
      {long && (
        <LinkButton aria-expanded={!folded} onClick={() => setFolded(!folded)}>
          {t(folded ? "post.expand" : "post.collapse")}
        </LinkButton>
      )}
    </div>
  );
}
