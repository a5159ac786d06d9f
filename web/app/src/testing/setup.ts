import { beforeAll } from "vitest";

import { t } from "../kernel/messages";

// happy-dom has none.
globalThis.reportError ??= (error: unknown) => {
  throw error;
};

// What every page shares is there before the first page in the browser, too.
beforeAll(() => t.load("en"));
