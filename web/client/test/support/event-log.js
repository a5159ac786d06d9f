/** The events of a school, in order within each channel. */

import { randomUUID } from "node:crypto";

export const EPOCH = "demo1";

/**
 * The id of a channel in a cursor.
 *
 * @param {string} name
 */
export function channelId(name) {
  let hash = 2_166_136_261;
  for (const character of name) hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619) >>> 0;
  return hash.toString(36);
}

export class EventLog {
  #tenantId;
  /** The position of an event is its index plus one. @type {Map<string, any[]>} */
  #events = new Map();
  /** @type {Set<(channel: string, envelope: any) => void>} */
  listeners = new Set();

  /** @param {string} tenantId */
  constructor(tenantId) {
    this.#tenantId = tenantId;
  }

  clear() {
    this.#events.clear();
  }

  /** @param {string} channel */
  head(channel) {
    return this.#events.get(channel)?.length ?? 0;
  }

  /**
   * @param {string} channel
   * @param {number} position
   */
  after(channel, position) {
    return (this.#events.get(channel) ?? []).slice(position);
  }

  /**
   * Tell each channel once.
   *
   * @param {string[]} channels
   * @param {string} type
   * @param {any} actor
   * @param {object} data
   * @param {boolean} [durable]
   */
  emit(channels, type, actor, data, durable = true) {
    const base = {
      id: randomUUID(),
      type,
      version: 1,
      legacyType: null,
      tenantId: this.#tenantId,
      actorId: actor.id,
      data,
      timestamp: Date.now(),
      durable,
    };
    for (const channel of new Set(channels)) {
      const events = this.#events.get(channel) ?? [];
      this.#events.set(channel, events);
      const envelope = { ...base, channel, ...(durable && { seq: events.length + 1 }) };
      if (durable) events.push(envelope);
      for (const listener of this.listeners) listener(channel, envelope);
    }
  }
}
