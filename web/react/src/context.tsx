import { type ReactNode, createContext, useContext } from "react";

import type { Stream } from "./stream";

const Context = createContext<Stream | null>(null);

/** Gives a stream to every hook and component below. */
export function StunityProvider({ stream, children }: { stream: Stream; children?: ReactNode }) {
  return <Context.Provider value={stream}>{children}</Context.Provider>;
}

/** The stream of the provider above; a program without one is wrong. */
export function useStreamOf(): Stream {
  const stream = useContext(Context);
  if (stream === null) throw new Error("a StunityProvider is missing above");
  return stream;
}
