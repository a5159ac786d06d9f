import { beforeAll } from "vitest";

import { t } from "../kernel/messages";

// What every page shares is there before the first page in the browser, too.
beforeAll(() => t.load("en"));
