/** Icons as strokes on a 24 by 24 grid, in the colour of the text around them. */
const SHAPES = {
  home: ["M4 11.2 12 4.5l8 6.7", "M6 9.8V19h4.2v-5h3.6v5H18V9.8"],
  bell: ["M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5", "M4.5 16.5h15", "M10 19.5a2.1 2.1 0 0 0 4 0"],
  people: [
    "M9 11.2a3.1 3.1 0 1 0 0-6.2 3.1 3.1 0 0 0 0 6.2Z",
    "M3.5 19a5.5 5.5 0 0 1 11 0",
    "M15.5 5.4a3.1 3.1 0 0 1 0 5.6",
    "M17 13.9a5.5 5.5 0 0 1 3.5 5.1",
  ],
  heart: [
    "M12 19.5S4.5 15 4.5 9.6A3.9 3.9 0 0 1 12 8a3.9 3.9 0 0 1 7.5 1.6C19.5 15 12 19.5 12 19.5Z",
  ],
  comment: ["M5 5.5h14v10.2h-7.2L7.5 19v-3.3H5Z"],
  dots: ["M5.5 12h.01", "M12 12h.01", "M18.5 12h.01"],
  globe: [
    "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16Z",
    "M4 12h16",
    "M12 4c5 5.2 5 10.8 0 16-5-5.2-5-10.8 0-16Z",
  ],
  school: ["M3.5 9.5 12 5.5l8.5 4-8.5 4Z", "M7 11.5v4.2c2.6 2 7.4 2 10 0v-4.2", "M20.5 9.5v4.8"],
  class: ["M4.5 5.5h15v10h-15Z", "M8 19h8", "M12 15.5V19"],
  link: [
    "M8 9.5h-.8a3.2 3.2 0 0 0 0 6.4h2.6a3.2 3.2 0 0 0 3.1-4",
    "M16 14.5h.8a3.2 3.2 0 0 0 0-6.4h-2.6a3.2 3.2 0 0 0-3.1 4",
  ],
  lock: ["M6 11h12v8H6Z", "M8.5 11V8.4a3.5 3.5 0 0 1 7 0V11"],
  pencil: ["M5 19l.9-3.7L15.6 5.6l2.8 2.8-9.7 9.7Z", "M13.8 7.4l2.8 2.8"],
  trash: ["M5 7.5h14", "M9.5 7.5V5h5v2.5", "M7 7.5l.8 11.5h8.4L17 7.5"],
  follow: [
    "M10 11.2a3.1 3.1 0 1 0 0-6.2 3.1 3.1 0 0 0 0 6.2Z",
    "M4.5 19a5.5 5.5 0 0 1 11 0",
    "M18.5 8.5v5",
    "M16 11h5",
  ],
  open: ["M10 5.5H5.5v13h13V14", "M13.5 5.5h5v5", "M18.5 5.5 11 13"],
  out: ["M14 7V5H5v14h9v-2", "M10 12h10", "M17 9l3 3-3 3"],
  close: ["M6.5 6.5l11 11", "M17.5 6.5l-11 11"],
  up: ["M12 19V6", "M6.5 11 12 5.5l5.5 5.5"],
  back: ["M19 12H6", "M11 6.5 5.5 12l5.5 5.5"],
  send: ["M4.5 12 19.5 5l-4.2 14-3.6-5.6Z", "M11.7 13.4 19.5 5"],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  alert: ["M12 4.5 20.5 19h-17Z", "M12 10v4", "M12 16.6h.01"],
  leaf: ["M5.5 18.5C5.5 9 11 5.5 18.5 5.5c0 8-4 12.5-10.5 11.5", "M5.5 18.5c1.8-3.8 4-6 7.5-8"],
  down: ["M12 5v13", "M17.5 13 12 18.500 6.500 13"],
  expand: ["M9.500 4.500h-5v5", "M14.500 4.500h5v5", "M9.500 19.500h-5v-5", "M14.500 19.500h5v-5"],
  download: ["M12 4.500v10.500", "M7.500 11 12 15.500 16.500 11", "M5 19.500h14"],
  pin: ["M9 4.500h6l-1 6 3 3.500H7l3-3.500Z", "M12 14v6"],
  mask: [
    "M4 7.500c5-2 11-2 16 0 0 6-2.500 9.500-5 9.500-1.500 0-2-1.500-3-1.500s-1.500 1.500-3 1.500c-2.500 0-5-3.500-5-9.500Z",
    "M8 11h.01",
    "M16 11h.01",
  ],
  mail: ["M4 6.5h16v11H4Z", "M4 7l8 6 8-6"],
  pulse: ["M3.5 12.5h4l2.5-7 4 13 2.5-6h4"],
  server: ["M5 5h14v5.5H5Z", "M5 13.5h14V19H5Z", "M8 7.8h.01", "M8 16.2h.01"],
};

/** @typedef {keyof typeof SHAPES} IconName */

const SVG = "http://www.w3.org/2000/svg";

/**
 * An icon. It is decoration: the text beside it, or the label of its button, says what it means.
 *
 * @param {IconName} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  for (const shape of SHAPES[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", shape);
    svg.append(path);
  }
  return svg;
}
