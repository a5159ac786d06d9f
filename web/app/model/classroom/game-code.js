/**
 * A code as it is read out: in two halves.
 *
 * @param {string} code
 */
export function spaced(code) {
  return code.length === 6 ? `${code.slice(0, 3)} ${code.slice(3)}` : code;
}
