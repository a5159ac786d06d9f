const BURST = 350;
const MOST = 20;

export const EMOJI = ["👍", "👏", "❤️", "😂", "🤔", "🎉"];

/** Reactions to a board: taps are gathered, and sent a few times a second at the most. */
export class Reactions {
  #burst = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly send: (emoji: string, count: number) => Promise<unknown>) {}

  tap(emoji: string, failed: (error: unknown) => void): void {
    this.#burst.set(emoji, Math.min(MOST, (this.#burst.get(emoji) ?? 0) + 1));
    this.#timer ??= setTimeout(() => this.#flush(failed), BURST);
  }

  #flush(failed: (error: unknown) => void) {
    this.#timer = undefined;
    const burst = [...this.#burst];
    this.#burst.clear();
    for (const [emoji, count] of burst) this.send(emoji, count).catch(failed);
  }
}
