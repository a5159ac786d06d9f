import { useMemo } from "preact/hooks";

import { t } from "../messages";
import { fromHtml } from "../model/html";
import { fromMarkdown } from "../model/markdown";
import type { Piece } from "../model/pieces";
import { Formula } from "./Formula";

/** A text as elements: nothing of it is ever given to the browser as HTML. */
export default function Written({ text, format }: { text: string; format: "MD" | "HTML" }) {
  const pieces = useMemo(() => (format === "MD" ? fromMarkdown(text) : fromHtml(text)), [text, format]);
  return <Pieces pieces={pieces} />;
}

function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  return (
    <>
      {pieces.map((piece, place) => (
        <One key={place} piece={piece} />
      ))}
    </>
  );
}

function One({ piece }: { piece: Piece }) {
  if (typeof piece === "string") return <>{piece}</>;
  if ("tex" in piece) return <Formula tex={piece.tex} display={piece.display} />;
  const { tag: Tag, attributes, inside } = piece;
  if (Tag === "img") return <Picture src={attributes["src"] ?? ""} alt={attributes["alt"] ?? ""} />;
  if (Tag === "br" || Tag === "hr") return <Tag />;
  const outward = Tag === "a" ? { target: "_blank", rel: "noopener noreferrer nofollow" } : {};
  const shown = (
    <Tag {...attributes} {...outward}>
      <Pieces pieces={inside} />
    </Tag>
  );
  // A wide table scrolls by itself, and not the page.
  return Tag === "table" ? (
    <div role="group" tabIndex={0} data-wide>
      {shown}
    </div>
  ) : (
    shown
  );
}

/** A picture lies with somebody else, who would learn who reads the lesson: it is a link. */
function Picture({ src, alt }: { src: string; alt: string }) {
  return (
    <a href={src} target="_blank" rel="noopener noreferrer nofollow">
      {t("pictureAt", { host: URL.canParse(src) ? new URL(src).host : src, text: alt })}
    </a>
  );
}
