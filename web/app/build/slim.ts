import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const SLIM = fileURLToPath(new URL("../src/kernel/react.ts", import.meta.url));

/**
 * Gives `@stunity/react` the few parts of React that it uses. `preact/compat`, which is made for
 * libraries that were written for React, comes with those: with the first menu.
 */
export function slimReact(): Plugin {
  return {
    name: "stunity:slim-react",
    enforce: "pre",
    resolveId(source, importer) {
      const ours = importer?.includes("/web/react/src/") === true && !importer.endsWith(".test.tsx");
      return ours && (source === "react" || source === "preact/compat") ? SLIM : null;
    },
  };
}
