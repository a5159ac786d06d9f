/** Give the reader a file to keep: a blob as it came, or a text of the given type. */
export function saveFile(content: Blob | string, name: string, type = "text/csv"): void {
  const url = URL.createObjectURL(typeof content === "string" ? new Blob([content], { type }) : content);
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  // After the browser has begun to read it.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
