import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Plugin, build } from "vite";

import { type Chunk, shellOf } from "./shell.ts";

const SOURCE = fileURLToPath(new URL("../worker/sw.ts", import.meta.url));
/** Asked for under their own names, so their content says whether they are new. */
const UNNAMED = ["index.html", "manifest.webmanifest", "favicon.svg", "icons/icon-192.png"];

/**
 * Writes `sw.js`, which knows the files of the shell: everything that the app begins with, and the
 * pages that can be read without a network, in all languages.
 *
 * @param offline which modules are such pages
 */
export function serviceWorker(offline: (module: string) => boolean): Plugin {
  let directory = "";
  return {
    name: "stunity:worker",
    apply: "build",
    configResolved(config) {
      directory = config.build.outDir;
    },
    async writeBundle(_, bundle) {
      const chunks = bundle as unknown as Record<string, Chunk>;
      const hashed = shellOf(chunks, offline).map((name) => ({ url: `/${name}`, revision: null }));
      const named = UNNAMED.map(async (name) => ({ url: `/${name}`, revision: await digest(join(directory, name)) }));
      await write(directory, [...(await Promise.all(named)), ...hashed]);
    },
  };
}

async function digest(path: string): Promise<string> {
  return createHash("sha256").update(await readFile(path)).digest("hex").slice(0, 16);
}

async function write(directory: string, shell: unknown) {
  await build({
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    define: { SHELL: JSON.stringify(shell), "process.env.NODE_ENV": '"production"' },
    build: {
      outDir: directory,
      emptyOutDir: false,
      copyPublicDir: false,
      target: ["chrome111", "safari16.4", "firefox114"],
      rolldownOptions: {
        input: SOURCE,
        output: { format: "iife", entryFileNames: "sw.js", codeSplitting: false },
      },
    },
  });
}
