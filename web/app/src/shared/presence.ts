import { api, ask } from "../kernel/api";
import type { Bridge } from "../kernel/events";
import type { World } from "../kernel/world";

const routes = { beat: () => ask(api.POST("/v1/users/heartbeat")) };

/** What the server said last may be long ago: a device that slept asks at once. */
const FIRST_SECONDS = 20;

/**
 * Says that its person is there, for as long as a page of theirs is looked at. How often, the server
 * says; a beat that is lost is followed by another.
 */
export class Beats {
  readonly bridge: Bridge = {
    events: {
      // Whoever hides wants it now, and whoever shows themselves again, too.
      "user:updated": ({ data }) => {
        if (data.changed.includes("presenceVisible")) void this.#beat();
      },
    },
    stop: () => this.#stop(),
  };
  #seconds = FIRST_SECONDS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;
  readonly #look = () => void this.#beat();

  constructor(
    _: World,
    private readonly requests = routes,
  ) {
    document.addEventListener("visibilitychange", this.#look);
    void this.#beat();
  }

  async #beat() {
    clearTimeout(this.#timer);
    if (this.#stopped || document.hidden) return;
    this.#timer = setTimeout(this.#look, this.#seconds * 1000);
    try {
      this.#seconds = (await this.requests.beat()).intervalSeconds;
    } catch {
      // The next one may arrive.
    }
  }

  #stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#look);
  }
}

/** The beats of whoever is signed in. */
export const beats = (world: World): Beats => world.area(Beats);
