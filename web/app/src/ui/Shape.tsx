import css from "./Shape.module.css";

/** Ten shapes that can be told apart without colour and from the last row. */
const SHAPES = [
  "M12 3 22 21H2Z",
  "M12 1.5 22.5 12 12 22.5 1.5 12Z",
  "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Z",
  "M3 3h18v18H3Z",
  "M12 1.8 21.8 9 18 21H6L2.2 9Z",
  "M8.5 2h7v6.500h6.500v7h-6.500V22h-7v-6.500H2v-7h6.500Z",
  "M12 1.5l3 7.200 7.600.600-5.800 5 1.800 7.500L12 17.800 5.400 21.800l1.800-7.500-5.800-5 7.600-.600Z",
  "M6.500 3h11L23 12l-5.500 9h-11L1 12Z",
  "M12 21.500C4 16 2 12.500 2 8.700A5.300 5.300 0 0 1 12 6.200a5.300 5.300 0 0 1 10 2.500c0 3.800-2 7.300-10 12.800Z",
  "M2 12a10 10 0 0 1 20 0Z",
];

export const LETTERS = "ABCDEFGHIJ";

/** The shape of the option at a place; decoration beside its letter. */
export function Shape({ place }: { place: number }) {
  return (
    <svg class={css.shape} viewBox="0 0 24 24" aria-hidden="true">
      <path d={SHAPES[place % SHAPES.length]} />
    </svg>
  );
}

/** Shape and letter of an option, in its colour. */
export function OptionMark({ place }: { place: number }) {
  return (
    <span class={css.mark} data-place={place % SHAPES.length} aria-hidden="true">
      <Shape place={place} />
      <b>{LETTERS[place]}</b>
    </span>
  );
}
