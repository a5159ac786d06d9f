import { useState } from "preact/hooks";

import { fail } from "../../../kernel/toast";

/** Does one thing at a time, and says where it fails. `failed` may say it in words of its own. */
export function useBusy(failed: (error: unknown) => void = fail) {
  const [busy, setBusy] = useState(false);
  async function run(task: () => Promise<unknown>): Promise<void> {
    if (busy) return;
    setBusy(true);
    try {
      await task();
    } catch (error) {
      failed(error);
    } finally {
      setBusy(false);
    }
  }
  return [busy, run] as const;
}
