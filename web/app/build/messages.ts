import { compileMessage } from "@lingui/message-utils/compileMessage";
import type { Plugin } from "vite";

const CATALOGUE = /\/messages\/[a-z]{2}\.json$/;

/** Message catalogues are compiled while building: no parser of ICU messages reaches the browser. */
export function compiledMessages(): Plugin {
  return {
    name: "stunity:messages",
    enforce: "pre",
    transform(source, id) {
      if (!CATALOGUE.test(id)) return null;
      const messages = JSON.parse(source) as Record<string, string>;
      const compiled = Object.fromEntries(
        Object.entries(messages).map(([key, text]) => [key, compileMessage(text)]),
      );
      // Vite's own reading of JSON comes after this one.
      return { code: JSON.stringify(compiled), map: null };
    },
  };
}
