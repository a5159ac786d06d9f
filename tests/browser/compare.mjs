// Compares two pictures; prints the share of pixels that differ, and writes where.
//
// node compare.mjs FOUND WANTED DIFFERENCE

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

// The packages are those of the web app.
const require = createRequire(new URL("../../web/package.json", import.meta.url));
const { PNG } = require("pngjs");
const { default: pixelmatch } = await import(pathToFileURL(require.resolve("pixelmatch")).href);

const [found, wanted, difference] = process.argv.slice(2);
const [one, other] = [found, wanted].map((path) => PNG.sync.read(readFileSync(path)));
if (one.width !== other.width || one.height !== other.height) {
  console.log(1);
} else {
  const { width, height } = one;
  const marks = new PNG({ width, height });
  // Edges of letters may differ by a shade: what counts is what a reader sees.
  const differing = pixelmatch(one.data, other.data, marks.data, width, height, { threshold: 0.15 });
  if (differing > 0) writeFileSync(difference, PNG.sync.write(marks));
  console.log(differing / (width * height));
}
