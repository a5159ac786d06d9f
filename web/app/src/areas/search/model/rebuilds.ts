import { signal } from "@preact/signals";

import type { EventData } from "../../../../generated/events";
import type { Bridge } from "../../../kernel/events";
import type { World } from "../../../kernel/world";

export const KINDS = ["SEARCH", "EMBEDDINGS"] as const;
export type Kind = (typeof KINDS)[number];
type Told = EventData["job:progress"];

/** How far a rebuild has come; `null` where it has begun and nothing was told yet. */
export interface Work {
  jobId: string;
  told: Told | null;
}

/** What somebody has begun to build anew, as events tell it. Nothing of it is kept anywhere else. */
export class Rebuilds {
  readonly works = signal<Partial<Record<Kind, Work>>>({});
  readonly bridge: Bridge = {
    events: { "job:progress": ({ data }) => this.hear(data) },
    // Whoever has lost events may have lost the last one: what is begun again does no harm.
    stale: { user: () => void (this.works.value = {}) },
  };

  began(kind: Kind, jobId: string): void {
    const told = this.works.value[kind]?.told ?? null;
    // Its first word may have come before the answer.
    this.#set(kind, { jobId, told: told?.jobId === jobId ? told : null });
  }

  hear(told: Told): void {
    const kind = KINDS.find((one) => one === told.kind);
    if (kind === undefined) return;
    const known = this.works.value[kind]?.told;
    // Of two that overtake each other the later one counts.
    if (known?.jobId === told.jobId && (known.done > told.done || isOver(known))) return;
    this.#set(kind, { jobId: told.jobId, told });
  }

  #set(kind: Kind, work: Work): void {
    this.works.value = { ...this.works.value, [kind]: work };
  }
}

/** Whether nothing more will be told of it. */
export const isOver = ({ status }: Told): boolean => status !== "APPLYING";

export const rebuilds = (world: World): Rebuilds => world.area(Rebuilds);
