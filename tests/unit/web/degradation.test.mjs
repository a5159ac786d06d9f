import assert from "node:assert/strict";
import test from "node:test";

import { Degradation } from "../../../web/app/model/degradation.js";

test("degradation holds until no answer has said so for a minute", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const degradation = new Degradation();
  const shown = [];
  degradation.on("change", () => shown.push(degradation.active));
  degradation.report();
  t.mock.timers.tick(59_000);
  degradation.report();
  t.mock.timers.tick(59_000);
  assert.deepEqual(shown, [true]);
  t.mock.timers.tick(1000);
  assert.deepEqual(shown, [true, false]);
  degradation.report();
  assert.equal(degradation.active, true);
});
