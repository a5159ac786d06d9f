/** The part of Node's test runner that the SDK's tests use, for a browser. */

/** @type {{name: string, run: (context: object) => unknown}[]} */
const tests = [];

export default function test(name, run) {
  tests.push({ name, run });
}

/** Run everything that was registered, one after the other. */
export async function finish() {
  /** @type {{count: number, failures: {name: string, error: string}[]}} */
  const results = { count: tests.length, failures: [] };
  for (const { name, run } of tests) {
    const endings = [];
    try {
      await run({ after: (ending) => endings.push(ending) });
    } catch (error) {
      results.failures.push({ name, error: String(error?.stack ?? error) });
    }
    for (const ending of endings) await ending();
  }
  return results;
}
