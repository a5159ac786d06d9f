import assert from "node:assert/strict";

import { test } from "vitest";

import { fromHtml } from "./html";
import { fromMarkdown } from "./markdown";
import { type Piece, withFormulas } from "./pieces";

/** The pieces in one line: elements as tags, formulas between signs of their own. */
function shown(pieces: readonly Piece[]): string {
  return pieces
    .map((one) => {
      if (typeof one === "string") return one;
      if ("tex" in one) return one.display ? `⟦${one.tex}⟧` : `⟨${one.tex}⟩`;
      const attributes = Object.entries(one.attributes).map(([name, value]) => ` ${name}=${value}`);
      return `<${one.tag}${attributes.join("")}>${shown(one.inside)}</${one.tag}>`;
    })
    .join("");
}

test.each([
  ["It is $E = mc^2$.", "It is ⟨E = mc^2⟩."],
  ["$$a^2 + b^2$$ and $c$", "⟦a^2 + b^2⟧ and ⟨c⟩"],
  ["It costs $5 and $6.", "It costs $5 and $6."],
  [String.raw`A \$ is a dollar`, "A $ is a dollar"],
  ["ពន្លឺ $c$ លឿន", "ពន្លឺ ⟨c⟩ លឿន"],
])("formulas are found in %s", (text, wanted) => assert.equal(shown(withFormulas(text)), wanted));

test.each([
  ["# Light", "<h2>Light</h2>"],
  ["It goes *straight* and **fast**.", "<p>It goes <em>straight</em> and <strong>fast</strong>.</p>"],
  ["$a_1 * b_2 * c_3$ and *d*", "<p>⟨a_1 * b_2 * c_3⟩ and <em>d</em></p>"],
  ["- one\n- two", "<ul><li>one</li><li>two</li></ul>"],
  ["3. one\n4. two", "<ol start=3><li>one</li><li>two</li></ol>"],
  ["| a | b |\n|---|---|\n| 1 | $x$ |", "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>⟨x⟩</td></tr></tbody></table>"],
  ["[good](https://example.test) [bad](javascript:alert(1))", "<p><a href=https://example.test>good</a> bad</p>"],
  ["![p](https://example.test/p.png) ![q](data:image/png,x)", "<p><img src=https://example.test/p.png alt=p></img> q</p>"],
  ["`$x$`", "<p><code>$x$</code></p>"],
])("Markdown %s becomes elements", (text, wanted) => assert.equal(shown(fromMarkdown(text)), wanted));

test("HTML inside Markdown stays what was written", () => {
  const found = fromMarkdown("<img src=x onerror=alert(1)> <b>x</b>");
  assert.ok(JSON.stringify(found).includes("onerror=alert(1)"));
  assert.ok(found.every((one) => typeof one === "string" || "tex" in one || one.tag === "p"));
});

test("HTML is taken apart by an allow-list", () => {
  const wild =
    '<h1 onclick="x()">A</h1><script>x()</script><p>$x^2$ <a href="javascript:x()">b</a>' +
    '<a href="https://example.test">c</a><img src="https://example.test/p.png" onerror="x()"><img src="http://x/p.png">' +
    "<form><input>d</form></p><pre>$e$</pre>";
  assert.equal(
    shown(fromHtml(wild)),
    "<h2>A</h2><p>⟨x^2⟩ b<a href=https://example.test>c</a><img alt= src=https://example.test/p.png></img></p>d<pre>$e$</pre>",
  );
});
