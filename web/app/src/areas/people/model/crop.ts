/** Which square of a picture is kept: how near, and where between its edges, from 0 to 1. */
export interface Frame {
  zoom: number;
  x: number;
  y: number;
}

export const WHOLE: Frame = { zoom: 1, x: 0.5, y: 0.5 };
export const NEAREST = 4;

interface Size {
  width: number;
  height: number;
}

/** The square in the picture's own pixels. */
export function squareOf({ width, height }: Size, { zoom, x, y }: Frame) {
  const side = Math.min(width, height) / zoom;
  return { side, left: (width - side) * x, top: (height - side) * y };
}

/** The frame after the picture was drawn along by parts of the square's side. */
export function drawn(size: Size, frame: Frame, right: number, down: number): Frame {
  const { side } = squareOf(size, frame);
  return {
    ...frame,
    x: moved(frame.x, right * side, size.width - side),
    y: moved(frame.y, down * side, size.height - side),
  };
}

/** What is drawn to the right shows what was on the left. */
function moved(at: number, by: number, room: number): number {
  return room > 0 ? Math.min(1, Math.max(0, at - by / room)) : at;
}
