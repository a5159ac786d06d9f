/** A small line of how a number went, with the same in words for those who do not see it. */

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 160;
const HEIGHT = 40;
const EDGE = 2;

/** @typedef {import("../model/health.js").Point} Point */

/**
 * @param {readonly Point[]} points oldest first; a null value is a hole in the line
 * @param {string} label what a screen reader says
 * @returns {SVGSVGElement}
 */
export function sparkline(points, label) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("class", "sparkline");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  for (const run of runs(place(points))) {
    const line = run.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L");
    const [first, last] = [run[0], run[run.length - 1]];
    const ground = `M${first.x.toFixed(1)} ${HEIGHT}L${line}L${last.x.toFixed(1)} ${HEIGHT}Z`;
    svg.append(path("sparkline-area", ground), path("sparkline-line", `M${line}`));
  }
  return svg;
}

/**
 * @param {string} name
 * @param {string} d
 */
function path(name, d) {
  const element = document.createElementNS(SVG, "path");
  element.setAttribute("class", name);
  element.setAttribute("d", d);
  return element;
}

/**
 * Points on the paper: time to the right, zero at the bottom.
 *
 * @param {readonly Point[]} points
 * @returns {({x: number, y: number} | null)[]}
 */
export function place(points) {
  if (points.length === 0) return [];
  // One alone is a level, as far as anybody knows.
  if (points.length === 1) return place([points[0], { ...points[0], at: points[0].at + 1 }]);
  const start = points[0].at;
  const span = points[points.length - 1].at - start || 1;
  const top = Math.max(...points.map(({ value }) => value ?? 0)) || 1;
  const height = HEIGHT - 2 * EDGE;
  return points.map(({ at, value }) =>
    value === null
      ? null
      : { x: ((at - start) / span) * WIDTH, y: HEIGHT - EDGE - (value / top) * height },
  );
}

/**
 * The pieces between holes.
 *
 * @template T
 * @param {readonly (T | null)[]} all
 * @returns {T[][]}
 */
export function runs(all) {
  /** @type {T[][]} */
  const found = [[]];
  for (const one of all) {
    if (one === null) found.push([]);
    else found[found.length - 1].push(one);
  }
  return found.filter((run) => run.length > 0);
}
