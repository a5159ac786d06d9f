/**
 * An incremental parser of server-sent events, after the WHATWG algorithm ("interpreting an event
 * stream"). Bytes in, in pieces of any size; messages and ids out.
 */

/** A line longer than this is not an event of ours; without a bound it would fill the memory. */
const MAX_LINE = 1 << 20;

/** @typedef {{type: string, data: string, lastEventId: string}} SseMessage */

/**
 * @typedef {object} SseHandlers
 * @property {(message: SseMessage) => void} onMessage
 * @property {(id: string) => void} [onId] the last event id was set, also by a block without data
 * @property {(milliseconds: number) => void} [onRetry]
 */

export class SseParser {
  // A decoder in stream mode keeps an incomplete character for the next piece and drops one
  // leading byte order mark, which is what the algorithm asks for.
  #decoder = new TextDecoder("utf-8");
  #handlers;
  #line = "";
  #skipLineFeed = false;
  /** @type {string[]} */
  #data = [];
  #type = "";
  #id = "";
  #committedId = "";

  /** @param {SseHandlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
  }

  /**
   * Take the next piece. Throws RangeError on a line beyond all bounds.
   *
   * @param {Uint8Array} bytes
   */
  push(bytes) {
    this.#text(this.#decoder.decode(bytes, { stream: true }));
  }

  /** @param {string} text */
  #text(text) {
    let start = 0;
    if (this.#skipLineFeed && text.length > 0) {
      // The carriage return that ended the last piece already ended its line.
      if (text[0] === "\n") start = 1;
      this.#skipLineFeed = false;
    }
    while (start < text.length) {
      const end = nextBreak(text, start);
      if (end < 0) break;
      this.#endLine(this.#line + text.slice(start, end));
      this.#line = "";
      start = end + 1;
      if (text[end] === "\r") {
        if (start === text.length) this.#skipLineFeed = true;
        else if (text[start] === "\n") start += 1;
      }
    }
    this.#line += text.slice(start);
    if (this.#line.length > MAX_LINE) throw new RangeError("a line of the stream is too long");
  }

  /** @param {string} line */
  #endLine(line) {
    if (line === "") {
      this.#dispatch();
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    let value = colon < 0 ? "" : line.slice(colon + 1);
    if (value.startsWith(" ")) value = value.slice(1);
    this.#field(field, value);
  }

  /**
   * @param {string} field
   * @param {string} value
   */
  #field(field, value) {
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#type = value;
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    else if (field === "retry" && /^[0-9]+$/.test(value)) this.#handlers.onRetry?.(Number(value));
  }

  #dispatch() {
    if (this.#committedId !== this.#id) {
      this.#committedId = this.#id;
      this.#handlers.onId?.(this.#id);
    }
    if (this.#data.length > 0) {
      const data = this.#data.join("\n");
      this.#data = [];
      this.#handlers.onMessage({
        type: this.#type || "message",
        data,
        lastEventId: this.#committedId,
      });
    }
    this.#type = "";
  }
}

/**
 * Where the next line ends, or -1.
 *
 * @param {string} text
 * @param {number} from
 */
function nextBreak(text, from) {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return at;
  }
  return -1;
}
