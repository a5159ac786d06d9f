import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Phones have no page: the example for them runs in plain Node. The hooks are tested with the app's.
export default defineConfig({
  root: here("."),
  resolve: {
    alias: [
      { find: /^@stunity\/client$/, replacement: here("../client/index.js") },
      { find: /^@stunity\/client\/helpers$/, replacement: here("../client/helpers.js") },
      { find: /^@stunity\/react\/native$/, replacement: here("src/native.ts") },
    ],
  },
  test: { environment: "node", include: ["examples/**/*.test.ts"] },
});
