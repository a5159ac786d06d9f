import { useEffect, useId, useRef, useState } from "preact/hooks";

import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Dialog } from "../../../ui/Dialog";
import { t } from "../messages";
import { type Frame, NEAREST, WHOLE, drawn, squareOf } from "../model/crop";
import css from "./Pictures.module.css";

const SIDE = 512;

/** Choose the square of a picture that is shown: drawn by hand, or moved by keys. */
export default function Crop({
  image,
  name,
  onDone,
}: {
  image: ImageBitmap;
  name: string;
  /** Gets the square, or null when nothing is to change. */
  onDone: (file: File | null) => void;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [frame, setFrame] = useState<Frame>(WHOLE);
  const held = useRef<{ x: number; y: number } | null>(null);
  useEffect(() => {
    const { side, left, top } = squareOf(image, frame);
    const paper = canvas.current?.getContext("2d");
    if (!paper) return;
    // What is see-through would turn black in a JPEG.
    paper.fillStyle = "#fff";
    paper.fillRect(0, 0, SIDE, SIDE);
    paper.drawImage(image, left, top, side, side, 0, 0, SIDE, SIDE);
  }, [image, frame]);
  function draw(event: PointerEvent) {
    if (held.current === null || canvas.current === null) return;
    const wide = canvas.current.clientWidth;
    const [right, down] = [(event.clientX - held.current.x) / wide, (event.clientY - held.current.y) / wide];
    held.current = { x: event.clientX, y: event.clientY };
    setFrame((before) => drawn(image, before, right, down));
  }
  function take() {
    canvas.current?.toBlob(
      (blob) => onDone(blob && new File([blob], `${name.replace(/\.[^.]*$/, "")}.jpg`, { type: "image/jpeg" })),
      "image/jpeg",
      0.92,
    );
  }
  return (
    <Dialog title={t("pictures.crop")} onClose={() => onDone(null)}>
      <canvas
        ref={canvas}
        class={css.square}
        width={SIDE}
        height={SIDE}
        aria-hidden="true"
        onPointerDown={(event) => {
          held.current = { x: event.clientX, y: event.clientY };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={draw}
        onPointerUp={() => void (held.current = null)}
        onPointerCancel={() => void (held.current = null)}
      />
      <Slide label={t("pictures.zoom")} value={frame.zoom} min={1} max={NEAREST} onValue={(zoom) => setFrame({ ...frame, zoom })} />
      <Slide label={t("pictures.across")} value={frame.x} min={0} max={1} onValue={(x) => setFrame({ ...frame, x })} />
      <Slide label={t("pictures.down")} value={frame.y} min={0} max={1} onValue={(y) => setFrame({ ...frame, y })} />
      <Actions end>
        <Button kind="quiet" onClick={() => onDone(null)}>
          {t("profile.cancel")}
        </Button>
        <Button kind="primary" data-take onClick={take}>
          {t("pictures.take")}
        </Button>
      </Actions>
    </Dialog>
  );
}

interface SlideProps {
  label: string;
  value: number;
  min: number;
  max: number;
  onValue: (value: number) => void;
}

function Slide({ label, onValue, ...range }: SlideProps) {
  const id = useId();
  return (
    <div class={css.slide}>
      <label for={id}>{label}</label>
      <input id={id} type="range" step={0.01} {...range} onInput={({ currentTarget }) => onValue(currentTarget.valueAsNumber)} />
    </div>
  );
}
