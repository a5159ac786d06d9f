import { type ReactNode, createContext, useContext, useMemo } from "react";

import { Hub } from "./shared";
import type { Sources } from "./sources";
import type { Stream } from "./stream";

const Context = createContext<Hub | null>(null);
const NONE: Sources = {};

interface ProviderProps {
  stream: Stream;
  /** Where the hooks begin; the same object in each rendering. */
  sources?: Sources;
  children?: ReactNode;
}

/** Gives a stream to every hook and component below. */
export function StunityProvider({ stream, sources = NONE, children }: ProviderProps) {
  const hub = useMemo(() => new Hub(stream, sources), [stream, sources]);
  return <Context.Provider value={hub}>{children}</Context.Provider>;
}

/** What hooks share; a program without a provider above is wrong. */
export function useHub(): Hub {
  const hub = useContext(Context);
  if (hub === null) throw new Error("a StunityProvider is missing above");
  return hub;
}

/** The stream of the provider above. */
export function useStreamOf(): Stream {
  return useHub().stream;
}
