/**
 * What the views of the classroom are given: those of a member, and those of a guest who has a pass
 * for one game or board.
 *
 * @typedef {object} ClassroomContext
 * @property {import("../../i18n/index.js").Translator} i18n
 * @property {import("../../i18n/index.js").Translator["t"]} t
 * @property {import("../../../client/api.js").ApiClient} api
 * @property {{live: import("../../model/live.js").Live}} workspace
 * @property {import("../../../client/api/types.js").Me | null} me null for a guest
 * @property {(permission: string) => boolean} may
 * @property {(text: string) => void} announce
 * @property {(text: string) => void} toast
 * @property {(error: unknown) => void} fail
 */

/**
 * One screen of a game. It is built once; `refresh` keeps true what changes in it, and `onKey` hears
 * the keys that nobody is writing with.
 *
 * @typedef {object} Screen
 * @property {import("../../dom.js").Child[]} content
 * @property {() => void} [refresh]
 * @property {(event: KeyboardEvent) => void} [onKey]
 */

/**
 * @param {import("../../context.js").Context} context
 * @returns {ClassroomContext}
 */
export function classroomContext({ workspace, ...context }) {
  const { api, me } = workspace;
  return { ...context, api, me, workspace, may: (permission) => workspace.may(permission) };
}

/**
 * Do something that may fail, and say so if it does. The button is busy meanwhile.
 *
 * @param {Pick<ClassroomContext, "fail">} context
 * @param {HTMLButtonElement} button
 * @param {() => Promise<unknown>} task
 */
export async function busy({ fail }, button, task) {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  try {
    await task();
  } catch (error) {
    fail(error);
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

/**
 * Save a file that only the signed-in person may read.
 *
 * @param {ClassroomContext} context
 * @param {string} path below the API
 * @param {string} name of the file
 */
export async function download({ api, t, fail }, path, name) {
  try {
    const token = await api.token();
    const response = await fetch(`/v1${path}`, {
      headers: { Authorization: `Bearer ${token?.token ?? ""}` },
    });
    if (!response.ok) throw new Error(t("error.unexpected"));
    const address = URL.createObjectURL(await response.blob());
    const link = document.createElement("a");
    Object.assign(link, { href: address, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  } catch (error) {
    fail(error);
  }
}
