/**
 * What every view is given.
 *
 * @typedef {object} Context
 * @property {import("./i18n/index.js").Translator} i18n
 * @property {import("./i18n/index.js").Translator["t"]} t
 * @property {import("./model/workspace.js").Workspace} workspace
 * @property {import("./model/degradation.js").Degradation} degradation
 * @property {(text: string) => void} announce says something to a screen reader
 * @property {(text: string) => void} toast shows and says something for a moment
 * @property {(error: unknown) => void} fail shows what went wrong
 */

export {};
