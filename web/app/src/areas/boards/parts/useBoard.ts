import { useQuery } from "@tanstack/preact-query";
import { useStream } from "@stunity/react";

import { useSeat } from "../../../kernel/world";
import { boards } from "../boards";

/** A board that is followed for as long as the component is there. */
export function useBoard(id: string) {
  const board = boards(useSeat()).of(id);
  const query = useQuery(board.query);
  // The queue of moderators is a channel of its own.
  useStream(`board:${id}`, query.data?.detail.canModerate === true ? `modq:${id}` : null);
  return { board, ...query };
}
