import { h } from "../dom.js";

/**
 * Ask before something that cannot be undone. The dialog keeps the focus inside, Escape answers no,
 * and the focus goes back to where it was.
 *
 * @param {{title: string, text: string, confirm: string, cancel: string}} words
 * @returns {Promise<boolean>}
 */
export function ask({ title, text, confirm, cancel }) {
  const dialog = h(
    "dialog.dialog",
    { "aria-labelledby": "dialog-title", "aria-describedby": "dialog-text" },
    h("h2", { id: "dialog-title" }, title),
    h("p", { id: "dialog-text" }, text),
    h(
      "form.dialog-buttons",
      { method: "dialog" },
      h("button.button", { value: "no", autofocus: true }, cancel),
      h("button.button.button-danger", { value: "yes" }, confirm),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}
