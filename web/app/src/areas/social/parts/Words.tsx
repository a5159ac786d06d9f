import type { MentionRead } from "../../../kernel/api";
import { href } from "../../../kernel/router";
import { linkify, normaliseTag } from "../../../ui/text";
import { pieces } from "../model/words";

/** What somebody wrote, with addresses, hashtags and people as links. */
export function Words({ text, mentions }: { text: string; mentions: readonly MentionRead[] }) {
  return (
    <>
      {linkify(text).map((piece, index) =>
        piece.link ? (
          <a key={index} href={piece.text} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        ) : (
          <Plain key={index} text={piece.text} mentions={mentions} />
        ),
      )}
    </>
  );
}

function Plain({ text, mentions }: { text: string; mentions: readonly MentionRead[] }) {
  return (
    <>
      {pieces(text, mentions).map((piece, index) => {
        if (piece.person !== undefined) {
          return (
            <a key={index} href={href("/people/:id", { id: piece.person })}>
              {piece.text}
            </a>
          );
        }
        const tag = piece.tag === undefined ? null : normaliseTag(piece.tag);
        if (tag === null) return piece.text;
        return (
          <a key={index} href={href("/tags/:tag", { tag })}>
            {piece.text}
          </a>
        );
      })}
    </>
  );
}
