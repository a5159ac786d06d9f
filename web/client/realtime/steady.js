/**
 * Epoch milliseconds by a clock that only ever goes forward: somebody who sets the device's clock,
 * or a network that corrects it, moves nothing that waits for a time.
 */
export function steady() {
  return performance.timeOrigin + performance.now();
}
