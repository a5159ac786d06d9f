/**
 * The states of a connection and the only ways between them. Pure: the driver in connection.js acts,
 * this table decides.
 *
 * `Event.FAIL` covers every ordinary end of a stream or of an attempt: an error, silence, a closed
 * socket. `Event.MOVE` is a planned change of stream, announced by the server or wanted by us.
 */

/** @typedef {"disconnected"|"connecting"|"connected"|"reconnecting"|"failed"|"polling"} StateName */

export const State = Object.freeze({
  DISCONNECTED: /** @type {const} */ ("disconnected"),
  CONNECTING: /** @type {const} */ ("connecting"),
  CONNECTED: /** @type {const} */ ("connected"),
  RECONNECTING: /** @type {const} */ ("reconnecting"),
  FAILED: /** @type {const} */ ("failed"),
  POLLING: /** @type {const} */ ("polling"),
});

/**
 * @typedef {"connect"|"open"|"fail"|"move"|"exhausted"|"refused"|"fallback"|"fallback_off"
 *   |"background"|"foreground"|"reconnect"|"disconnect"} EventName
 */

export const Event = Object.freeze({
  CONNECT: /** @type {const} */ ("connect"),
  OPEN: /** @type {const} */ ("open"),
  FAIL: /** @type {const} */ ("fail"),
  MOVE: /** @type {const} */ ("move"),
  EXHAUSTED: /** @type {const} */ ("exhausted"),
  REFUSED: /** @type {const} */ ("refused"),
  FALLBACK: /** @type {const} */ ("fallback"),
  FALLBACK_OFF: /** @type {const} */ ("fallback_off"),
  BACKGROUND: /** @type {const} */ ("background"),
  FOREGROUND: /** @type {const} */ ("foreground"),
  RECONNECT: /** @type {const} */ ("reconnect"),
  DISCONNECT: /** @type {const} */ ("disconnect"),
});

/** @type {Readonly<Record<StateName, Partial<Record<EventName, StateName>>>>} */
const TABLE = {
  disconnected: {
    connect: State.CONNECTING,
  },
  connecting: {
    open: State.CONNECTED,
    fail: State.RECONNECTING,
    move: State.RECONNECTING,
    exhausted: State.FAILED,
    refused: State.FAILED,
    reconnect: State.CONNECTING,
    disconnect: State.DISCONNECTED,
  },
  connected: {
    fail: State.RECONNECTING,
    move: State.RECONNECTING,
    refused: State.FAILED,
    background: State.POLLING,
    reconnect: State.CONNECTING,
    disconnect: State.DISCONNECTED,
  },
  reconnecting: {
    open: State.CONNECTED,
    fail: State.RECONNECTING,
    move: State.RECONNECTING,
    exhausted: State.FAILED,
    refused: State.FAILED,
    reconnect: State.CONNECTING,
    disconnect: State.DISCONNECTED,
  },
  failed: {
    fallback: State.POLLING,
    reconnect: State.CONNECTING,
    disconnect: State.DISCONNECTED,
  },
  polling: {
    open: State.CONNECTED,
    refused: State.FAILED,
    fallback_off: State.FAILED,
    background: State.POLLING,
    foreground: State.CONNECTING,
    reconnect: State.CONNECTING,
    disconnect: State.DISCONNECTED,
  },
};

/**
 * Every way from one state to another.
 *
 * @returns {{from: StateName, event: EventName, to: StateName}[]}
 */
export function ways() {
  return Object.entries(TABLE).flatMap(([from, exits]) =>
    Object.entries(exits).map(([event, to]) => ({
      from: /** @type {StateName} */ (from),
      event: /** @type {EventName} */ (event),
      to,
    })),
  );
}

/**
 * The state after an event, or undefined where the event means nothing in this state.
 *
 * @param {StateName} state
 * @param {EventName} event
 * @returns {StateName | undefined}
 */
export function transition(state, event) {
  return TABLE[state][event];
}
