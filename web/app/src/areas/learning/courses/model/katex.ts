import "katex/dist/katex.min.css";
import katex from "katex";

/** Draw a formula; one that is wrong is shown in red as it was written. */
export function draw(tex: string, into: HTMLElement, displayMode: boolean): void {
  katex.render(tex, into, { displayMode, throwOnError: false, trust: false, maxExpand: 200, maxSize: 20 });
}
