import assert from "node:assert/strict";
import { access, readFile, readdir } from "node:fs/promises";
import test from "node:test";

const ROOT = new URL("../", import.meta.url);
const read = (/** @type {string} */ path) => readFile(new URL(path, ROOT), "utf8");

async function modules() {
  const folders = await Promise.all(["", "api/", "helpers/", "realtime/"].map((path) => list(path)));
  return folders.flat();
}

/** @param {string} folder */
async function list(folder) {
  const names = await readdir(new URL(folder, ROOT));
  return names.filter((name) => name.endsWith(".js")).map((name) => folder + name);
}

test("what the package promises is there", async () => {
  const { exports, types } = JSON.parse(await read("package.json"));
  const files = [types, ...Object.values(exports).flatMap((entry) => Object.values(entry))];
  for (const file of files) await access(new URL(file, ROOT));
});

test("every module has a declaration with the same exports", async () => {
  for (const path of await modules()) {
    const names = Object.keys(await import(new URL(path, ROOT).href)).sort();
    const declaration = await read(`types/${path.replace(/js$/, "d.ts")}`);
    const declared = [
      ...declaration.matchAll(/^export (?:declare )?(?:function|class|const) (\w+)/gm),
      ...[...declaration.matchAll(/^export \{ ([^}]+) \}/gm)].flatMap(([, inner]) =>
        [...inner.matchAll(/(\w+)(?:,|$)/g)].map((match) => match),
      ),
    ].map(([, name]) => name);
    assert.deepEqual([...new Set(declared)].sort(), names, path);
  }
});

test("every public method is declared", async () => {
  for (const [path, name] of [
    ["api.js", "ApiClient"],
    ["realtime/client.js", "RealtimeClient"],
  ]) {
    const module = await import(new URL(path, ROOT).href);
    const declaration = await read(`types/${path.replace(/js$/, "d.ts")}`);
    for (const method of Object.getOwnPropertyNames(module[name].prototype)) {
      assert.match(declaration, new RegExp(`\\b${method}\\b`), `${name}.${method}`);
    }
  }
});

test("the SDK needs nothing but itself", async () => {
  for (const path of await modules()) {
    for (const [, target] of (await read(path)).matchAll(/ from "([^"]+)"/g)) {
      assert.match(target, /^\.\.?\/[a-z/-]+\.js$/, `${path} imports ${target}`);
    }
  }
});
