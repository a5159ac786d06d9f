import type { Envelope } from "@stunity/react";
import { infiniteQueryOptions } from "@tanstack/preact-query";

import type { Bridge, EventType, Handlers } from "../../kernel/events";
import type { Seat } from "../../kernel/world";
import { keys } from "./keys";
import { Board } from "./model/board";
import { type Requests, requestsOf } from "./requests";

/** A read is two requests, and a person has a hundred of them a minute for everything. */
const INTERVAL = 2000;
const TYPES: readonly EventType[] = [
  "board:updated",
  "board:presenting",
  "board:poll_opened",
  "board:poll_results",
  "board:poll_closed",
  "question:created",
  "question:upvoted",
  "question:answered",
  "question:tagged",
  "question:untagged",
  "question:pinned",
  "question:frozen",
  "question:updated",
  "question:deleted",
  "question:merged",
  "question:approved",
  "question:rejected",
  "question:review_requested",
];

/** The boards that somebody has opened, and what happens to them. */
export class Boards {
  readonly requests: Requests;
  readonly bridge: Bridge;
  /** The boards of somebody's school and classes, newest first. */
  readonly list = infiniteQueryOptions({
    queryKey: keys.list,
    queryFn: ({ pageParam: cursor }) => this.requests.boards({ limit: 30, cursor }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }) => pageInfo.nextCursor,
  });
  #boards = new Map<string, Board>();

  constructor(private readonly seat: Seat) {
    this.requests = requestsOf(seat.api);
    const tell = (envelope: Envelope) => this.#tell(envelope);
    const readList = () => this.seat.refetches.request(keys.list);
    const readBoard = (id: string) => this.#boards.get(id)?.refresh();
    this.bridge = {
      events: {
        ...(Object.fromEntries(TYPES.map((type) => [type, tell])) as Handlers),
        "board:created": readList,
      },
      stale: { board: readBoard, modq: readBoard, user: readList, tenant: readList, class: readList, course: readList, club: readList },
    };
  }

  of(id: string): Board {
    const known = this.#boards.get(id);
    if (known !== undefined) return known;
    const { refetches, cache } = this.seat;
    const board = new Board(id, this.requests, cache, () => refetches.request(keys.board(id), INTERVAL));
    this.#boards.set(id, board);
    return board;
  }

  #tell({ type, channel, data }: Envelope) {
    const [kind, key = ""] = channel.split(":");
    const ofOne = kind === "board" || kind === "modq";
    for (const board of this.#boards.values()) {
      if (!ofOne || board.id === key) board.apply(type as EventType, data);
    }
  }
}

/** This area of somebody's seat, a member's or a guest's. */
export const boards = (seat: Seat): Boards => seat.area(Boards);
