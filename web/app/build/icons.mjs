// The pictures that a phone or a desktop shows for the installed app, from the product's own mark.
//
// `npm run icons` writes them anew; they are committed, and a test compares.

import { readFile, writeFile } from "node:fs/promises";
import { Resvg } from "@resvg/resvg-js";

const GROUND = "#0f6f64";

/** Each picture: its width, and how much of it the mark takes. Masks of systems cut off up to a fifth. */
export const ICONS = {
  "icon-192.png": { width: 192, share: 1, ground: false },
  "icon-512.png": { width: 512, share: 1, ground: false },
  "maskable-512.png": { width: 512, share: 0.72, ground: true },
  "apple-touch-icon.png": { width: 180, share: 0.86, ground: true },
};

/** A picture of the mark, as bytes of a PNG. */
export function icon(name, mark) {
  const { width, share, ground } = ICONS[name];
  const inner = mark.replace("<svg ", `<svg x="${50 - 50 * share}" y="${50 - 50 * share}" width="${100 * share}" height="${100 * share}" `);
  const paper = ground ? `<rect width="100" height="100" fill="${GROUND}"/>` : "";
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">${paper}${inner}</svg>`;
  return new Resvg(drawing, { fitTo: { mode: "width", value: width } }).render().asPng();
}

if (process.argv[1]?.endsWith("icons.mjs")) {
  const folder = new URL("../public/", import.meta.url);
  const mark = await readFile(new URL("favicon.svg", folder), "utf-8");
  for (const name of Object.keys(ICONS)) await writeFile(new URL(`icons/${name}`, folder), icon(name, mark));
}
