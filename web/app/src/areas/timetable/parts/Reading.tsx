import type { ComponentChildren } from "preact";

import { Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";

interface Query<Data> {
  data?: Data | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

/** What is being read, could not be read, or is there. */
export function Reading<Data>({ query, children }: { query: Query<Data>; children: (data: Data) => ComponentChildren }) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isPending) return <Skeletons count={4} shape="row" />;
  return <Trouble title={t("error")} error={query.error} retry={() => void query.refetch()} />;
}
