import { Suspense, lazy } from "preact/compat";

import css from "./Rich.module.css";

const Written = lazy(() => import("./Written"));

interface RichProps {
  text: string;
  format: "MD" | "HTML";
  lang?: "km";
}

/** A text with headings, lists, pictures and formulas; what reads it loads when the first is shown. */
export function Rich({ text, format, lang }: RichProps) {
  return (
    <div class={css.rich} dir="auto" lang={lang}>
      <Suspense fallback={<p>{text}</p>}>
        <Written text={text} format={format} />
      </Suspense>
    </div>
  );
}
