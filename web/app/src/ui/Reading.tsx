import type { ComponentChildren } from "preact";

import { Skeletons, Trouble } from "./States";

interface Query<Data> {
  data?: Data | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

interface ReadingProps<Data> {
  query: Query<Data>;
  /** What is said where it could not be read. */
  error: string;
  children: (data: Data) => ComponentChildren;
}

/** What is being read, could not be read, or is there. */
export function Reading<Data>({ query, error, children }: ReadingProps<Data>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isPending) return <Skeletons count={4} shape="row" />;
  return <Trouble title={error} error={query.error} retry={() => void query.refetch()} />;
}
