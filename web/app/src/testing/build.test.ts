import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "vitest";

import { directly, originsOf } from "../../build/direct";
import { ICONS, icon } from "../../build/icons.mjs";
import { shellOf } from "../../build/shell";
import { NO_PAGES, PAST_THE_WORKER } from "../../worker/addresses";

const chunk = (fileName: string, given: object = {}) => ({ type: "chunk" as const, fileName, ...given });

test("the shell is the entry and the pages that work offline, with all that they need", () => {
  const bundle = {
    "main.js": chunk("main.js", { isEntry: true, imports: ["kit.js"], dynamicImports: ["Feed.js", "Quiz.js"] }),
    "kit.js": chunk("kit.js", { viteMetadata: { importedCss: new Set(["kit.css"]), importedAssets: new Set(["a.woff2"]) } }),
    "Feed.js": chunk("Feed.js", { facadeModuleId: "/areas/social/Feed", imports: ["kit.js", "card.js"] }),
    "card.js": chunk("card.js", { imports: ["main.js"] }),
    "Quiz.js": chunk("Quiz.js", { facadeModuleId: "/areas/learning/Quiz", imports: ["grades.js"] }),
    "grades.js": chunk("grades.js"),
  };
  const found = shellOf(bundle, (module) => module.includes("/social/"));
  assert.deepEqual(found, ["Feed.js", "a.woff2", "card.js", "kit.css", "kit.js", "main.js"]);
});

test("what a module gathers is taken from where it comes from, line for line", () => {
  const origins = originsOf(`
    export { default as Sun, default as SunIcon } from './icons/sun.mjs';
    export { type Shape, useThing } from "./thing";
  `);
  const source = `import {\n  type Icon,\n  SunIcon as Bright,\n  useThing,\n  other,\n} from "kit";\nimport type { Icon } from "kit";\n`;
  const direct = directly(source, "kit", origins);
  assert.deepEqual(
    [...direct.matchAll(/import \{ .*? \} from ".*?";/g)].map(([one]) => one),
    [
      'import { default as Bright } from "./icons/sun.mjs";',
      'import { useThing as useThing } from "./thing";',
      'import { other as other } from "kit";',
    ],
  );
  assert.equal(direct.split("\n").length, source.split("\n").length);
  assert.match(direct, /import type \{ Icon \} from "kit"/);
});

test("the worker leaves the API, the stream and the SDK alone", () => {
  for (const path of ["/v1/stream", "/v1/auth/login", "/v1/posts", "/api/events/stream", "/sse", "/client/index.js", "/docs/index.html", "/dev/mails.json"]) {
    assert.match(path, NO_PAGES);
  }
  for (const path of ["/", "/posts/1", "/v1x", "/dev", "/docsx", "/outbox"]) assert.doesNotMatch(path, NO_PAGES);
  assert.deepEqual(PAST_THE_WORKER, ["/v1/*", "/api/*", "/sse"]);
});

test("the pictures are those of the mark as it is now", async () => {
  const folder = join(import.meta.dirname, "../../public");
  const mark = await readFile(join(folder, "favicon.svg"), "utf-8");
  for (const name of Object.keys(ICONS)) {
    const kept = await readFile(join(folder, "icons", name));
    assert.ok(kept.equals(icon(name, mark)), `${name} is old: npm run icons`);
  }
});
