import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Plugin } from "vite";

/** Where a name comes from: the module, and what it is called there. */
export type Origins = ReadonlyMap<string, readonly [path: string, name: string]>;

const EXPORT = /export\s*\{([^}]*)\}\s*from\s*["'](\.[^"']+)["']/g;
const specifiers = (list: string) =>
  list.split(",").flatMap((one) => {
    const text = one.trim();
    // A type has no code.
    if (text === "" || text.startsWith("type ")) return [];
    const [name = "", as = name] = text.split(/\s+as\s+/);
    return [[name, as] as const];
  });

/** What a module that only gathers others takes from where. */
export function originsOf(source: string): Origins {
  const found = [...source.matchAll(EXPORT)].flatMap(([, list = "", path = ""]) =>
    specifiers(list).map(([name, as]) => [as, [path, name]] as const),
  );
  return new Map(found);
}

/** A source that takes what it imports from `gatherer` from where it comes from, line for line. */
export function directly(source: string, gatherer: string, origins: Origins): string {
  const statement = new RegExp(`import\\s*\\{([^}]*)\\}\\s*from\\s*"${gatherer}"`, "g");
  return source.replace(statement, (whole, list: string) => {
    const lines = "\n".repeat(whole.split("\n").length - 1);
    const taken = specifiers(list).map(([name, as]) => {
      const [path, original] = origins.get(name) ?? [gatherer, name];
      return `import { ${original} as ${as} } from ${JSON.stringify(path)};`;
    });
    return taken.join(" ") + lines;
  });
}

/**
 * Each module names the very modules that it needs. Through one that gathers a whole package, every
 * page would seem to need the icons of all others, and the first would bring them along.
 */
export function importsDirectly(gatherers: readonly string[]): Plugin {
  const known = new Map<string, Promise<Origins>>();
  return {
    name: "stunity:direct",
    apply: "build",
    enforce: "pre",
    async transform(source, id) {
      if (!/\.tsx?$/.test(id)) return null;
      let code = source;
      for (const name of gatherers) {
        if (!code.includes(`"${name}"`)) continue;
        if (!known.has(name)) {
          const found = await this.resolve(name, id);
          if (found === null) throw new Error(`${name} is not here`);
          const read = async () => {
            const origins = originsOf(await readFile(found.id, "utf-8"));
            return new Map([...origins].map(([as, [path, from]]) => [as, [resolve(dirname(found.id), path), from] as const]));
          };
          known.set(name, read());
        }
        code = directly(code, name, (await known.get(name)) as Origins);
      }
      return code === source ? null : { code, map: null };
    },
  };
}
