import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

import { importsDirectly } from "./build/direct.ts";
import { compiledMessages } from "./build/messages.ts";
import { precompressed } from "./build/precompress.ts";
import { slimReact } from "./build/slim.ts";
import { serviceWorker } from "./build/worker.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
// Pages that can be read without a network, and everything that the first page needs.
const offline = (module: string) =>
  /\/areas\/(social|notifications|people|outbox)\//.test(module) || /\/(kernel|shared|shell|ui)\//.test(module);

interface Building {
  getModuleInfo: (module: string) => { importedIds: readonly string[] } | null;
}

const start = here("src/main.tsx");
/** What the app and its first page, the feed, import at once, directly or through others. */
const first = new Set<string>();
function isFirst(module: string, build: Building): boolean {
  if (first.size === 0) {
    const waiting = [start, here("src/areas/social/pages/Feed.tsx")];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (first.has(next)) continue;
      first.add(next);
      waiting.push(...(build.getModuleInfo(next)?.importedIds ?? []));
    }
  }
  return first.has(module);
}

const styled = new Map<string, string>();
/** What a class is called: readable in the inspector and in tests, and unique because the name of its file is. */
function className(local: string, file: string): string {
  const name = basename(file, ".module.css");
  const other = styled.get(name) ?? file;
  // Two pages would dress each other, as soon as both were seen.
  if (other !== file) throw new Error(`Two style sheets are called ${name}: ${other} and ${file}`);
  styled.set(name, file);
  return `${name}_${local}`;
}

const api = createHash("sha256")
  .update(readFileSync(here("../../docs/reference/openapi.json")))
  .digest("hex")
  .slice(0, 12);
// The running stack, for `make web`: everything that is not the app is asked there.
const stack = process.env.STACK_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  root: here("."),
  publicDir: here("public"),
  plugins: [
    slimReact(),
    importsDirectly(["lucide-preact", "@stunity/react", "@stunity/client", "@stunity/client/helpers"]),
    compiledMessages(),
    serviceWorker(offline),
    precompressed(),
  ],
  resolve: {
    alias: [
      { find: /^@stunity\/client$/, replacement: here("../client/index.js") },
      { find: /^@stunity\/client\/helpers$/, replacement: here("../client/helpers.js") },
      { find: /^@stunity\/react$/, replacement: here("../react/src/index.ts") },
      { find: /^react$/, replacement: "preact/compat" },
      { find: /^react-dom$/, replacement: "preact/compat" },
      { find: /^react\/jsx-runtime$/, replacement: "preact/jsx-runtime" },
      { find: /^react\/jsx-dev-runtime$/, replacement: "preact/jsx-runtime" },
    ],
    dedupe: ["preact"],
  },
  define: { __API__: JSON.stringify(api) },
  css: {
    modules: { generateScopedName: className },
  },
  build: {
    outDir: process.env.WEB_DIST ?? here("../../build/web/dist"),
    emptyOutDir: true,
    manifest: true,
    // What the oldest browsers of the list below do not fetch ahead they fetch when it is imported; everybody
    // else would pay for a script that does it for them.
    modulePreload: { polyfill: false },
    target: ["es2022", "chrome111", "safari16.4", "firefox114"],
    rolldownOptions: {
      output: {
        advancedChunks: {
          // What the app and its first page begin with are two files, and the one that others have written
          // is the same after a release: small ones are asked for one by one, and compressed each by
          // itself. Nothing else is in them, however many pages share the rest: one library for codes on
          // paper would be three kilobytes for everybody.
          groups: [
            { name: (module, build) => (isFirst(module, build) ? "vendor" : null), test: /\/node_modules\// },
            { name: (module, build) => (module !== start && isFirst(module, build) ? "first" : null) },
            // What many pages share and the first does not need.
            { name: "common", test: /\/web\/(client|react|app\/src\/(kernel|shell|ui|shared))\/|\/node_modules\/lucide/, minShareCount: 6 },
          ],
        },
      },
    },
    // The page's policy forbids data addresses for scripts and fonts.
    assetsInlineLimit: 0,
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: Object.fromEntries(
      ["/v1", "/api", "/client", "/dev"].map((path) => [path, { target: stack }]),
    ),
    fs: { allow: [here("..")] },
  },
  test: {
    environment: "happy-dom",
    include: ["{src,worker}/**/*.test.{ts,tsx}", "../react/src/**/*.test.{ts,tsx}"],
    setupFiles: [here("src/testing/setup.ts")],
    pool: "threads",
    isolate: false,
    maxWorkers: 1,
  },
});
