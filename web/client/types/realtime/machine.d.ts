/**
 * The states of a connection and the only ways between them. Pure: the driver in connection.js acts,
 * this table decides.
 *
 * `Event.FAIL` covers every ordinary end of a stream or of an attempt: an error, silence, a closed
 * socket. `Event.MOVE` is a planned change of stream, announced by the server or wanted by us.
 */
export type StateName = "disconnected" | "connecting" | "connected" | "reconnecting" | "failed" | "polling";
/** @typedef {"disconnected"|"connecting"|"connected"|"reconnecting"|"failed"|"polling"} StateName */
export declare const State: Readonly<{
    DISCONNECTED: "disconnected";
    CONNECTING: "connecting";
    CONNECTED: "connected";
    RECONNECTING: "reconnecting";
    FAILED: "failed";
    POLLING: "polling";
}>;
export type EventName = "connect" | "open" | "fail" | "move" | "exhausted" | "refused" | "fallback" | "fallback_off" | "background" | "foreground" | "reconnect" | "disconnect";
/**
 * @typedef {"connect"|"open"|"fail"|"move"|"exhausted"|"refused"|"fallback"|"fallback_off"
 *   |"background"|"foreground"|"reconnect"|"disconnect"} EventName
 */
export declare const Event: Readonly<{
    CONNECT: "connect";
    OPEN: "open";
    FAIL: "fail";
    MOVE: "move";
    EXHAUSTED: "exhausted";
    REFUSED: "refused";
    FALLBACK: "fallback";
    FALLBACK_OFF: "fallback_off";
    BACKGROUND: "background";
    FOREGROUND: "foreground";
    RECONNECT: "reconnect";
    DISCONNECT: "disconnect";
}>;
/**
 * Every way from one state to another.
 *
 * @returns {{from: StateName, event: EventName, to: StateName}[]}
 */
export declare function ways(): {
    from: StateName;
    event: EventName;
    to: StateName;
}[];
/**
 * The state after an event, or undefined where the event means nothing in this state.
 *
 * @param {StateName} state
 * @param {EventName} event
 * @returns {StateName | undefined}
 */
export declare function transition(state: StateName, event: EventName): StateName | undefined;
