import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

const TEXT = /\.(js|css|html|svg|json|webmanifest)$/;
const SMALLEST = 1000;

/** Writes each text as `.br` and `.gz` beside it, so that no server compresses at request time. */
export function precompressed(): Plugin {
  let directory = "";
  return {
    name: "stunity:precompress",
    apply: "build",
    configResolved(config) {
      directory = config.build.outDir;
    },
    writeBundle: {
      // Once everything is written: after a build that failed there is nothing, and its reason is told.
      order: "post",
      sequential: true,
      async handler() {
        const names = await readdir(directory, { recursive: true });
        await Promise.all(names.filter((name) => TEXT.test(name)).map((name) => write(join(directory, name))));
      },
    },
  };
}

async function write(path: string) {
  const content = await readFile(path);
  if (content.length < SMALLEST) return;
  const parameters = {
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
  };
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(content, { params: parameters }),
    promisify(gzip)(content, { level: 9 }),
  ]);
  await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)]);
}
