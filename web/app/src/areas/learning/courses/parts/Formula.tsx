import { useEffect, useRef } from "preact/hooks";

/** A formula in TeX. It stands as it was written until what draws formulas is here. */
export function Formula({ tex, display }: { tex: string; display: boolean }) {
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let gone = false;
    void import("../model/katex").then(({ draw }) => {
      if (!gone && place.current !== null) draw(tex, place.current, display);
    });
    return () => void (gone = true);
  }, [tex, display]);
  return (
    <span key={`${display} ${tex}`} ref={place} data-formula={display ? "display" : "inline"}>
      {tex}
    </span>
  );
}
