import { signal } from "@preact/signals";

import type { Attachment, AttachmentRead } from "../../kernel/api";
import { type Purpose, type Upload, requests, send } from "./send";

export const MOST_FILES = 10;

/** A file on its way, or there. */
export interface Sending {
  key: number;
  name: string;
  /** What the browser itself shows of a picture until the server has made one. */
  preview: string | null;
  state: "sending" | "working" | "ready" | "failed";
  part: number;
  error: unknown;
  upload: Upload | AttachmentRead | null;
  alt: string;
}

/** The files that somebody adds to a text: each is sent at once, on its own. */
export class Files {
  readonly list = signal<readonly Sending[]>([]);
  #files = new Map<number, { file: File; stop: AbortController }>();
  #next = 1;

  constructor(
    private readonly purpose: Purpose,
    attached: readonly AttachmentRead[] = [],
    private readonly by = requests,
  ) {
    this.list.value = attached.map((file) => ({
      key: this.#next++,
      name: file.name,
      preview: null,
      state: "ready",
      part: 1,
      error: null,
      upload: file,
      alt: file.alt ?? "",
    }));
  }

  /** Whether everything that was added has arrived. */
  get settled(): boolean {
    return this.list.value.every(({ state }) => state === "ready");
  }

  /** As many as there is room for; the rest is left out, and said so. */
  add(files: Iterable<File>): { leftOut: number } {
    const wanted = [...files];
    const room = Math.max(0, MOST_FILES - this.list.value.length);
    for (const file of wanted.slice(0, room)) this.#begin(file);
    return { leftOut: Math.max(0, wanted.length - room) };
  }

  retry(key: number): void {
    const known = this.#files.get(key);
    if (known !== undefined) void this.#run(key, known.file);
  }

  remove(key: number): void {
    const entry = this.list.value.find((one) => one.key === key);
    this.#files.get(key)?.stop.abort();
    this.#files.delete(key);
    if (entry?.preview) URL.revokeObjectURL(entry.preview);
    this.list.value = this.list.value.filter((one) => one.key !== key);
    // One that was attached before stays until the text is saved; the server lets go of it then.
    if (entry?.upload && "id" in entry.upload) this.by.remove(entry.upload.id).catch(() => {});
  }

  describe(key: number, alt: string): void {
    this.#patch(key, { alt });
  }

  /** What a request carries. */
  attachments(): Attachment[] {
    return this.list.value.flatMap(({ upload, alt }) =>
      upload === null ? [] : [{ uploadId: idOf(upload), alt: alt.trim() || null }],
    );
  }

  /** Forget them: the text was sent, or given up. */
  clear(): void {
    for (const { stop } of this.#files.values()) stop.abort();
    this.#files.clear();
    for (const { preview } of this.list.value) if (preview) URL.revokeObjectURL(preview);
    this.list.value = [];
  }

  #begin(file: File) {
    const key = this.#next++;
    const preview = file.type.startsWith("image/") ? URL.createObjectURL(file) : null;
    const entry = { key, name: file.name, preview, part: 0, error: null, upload: null, alt: "" };
    this.list.value = [...this.list.value, { ...entry, state: "sending" }];
    void this.#run(key, file);
  }

  async #run(key: number, file: File) {
    const stop = new AbortController();
    this.#files.set(key, { file, stop });
    this.#patch(key, { state: "sending", part: 0, error: null });
    const told = (part: number) => this.#patch(key, { part, state: part < 1 ? "sending" : "working" });
    try {
      const upload = await send(file, this.purpose, told, stop.signal, this.by);
      if (!stop.signal.aborted) this.#patch(key, { state: "ready", upload });
    } catch (error) {
      if (!stop.signal.aborted) this.#patch(key, { state: "failed", error });
    }
  }

  #patch(key: number, fields: Partial<Sending>) {
    this.list.value = this.list.value.map((one) => (one.key === key ? { ...one, ...fields } : one));
  }
}

export function idOf(upload: Upload | AttachmentRead): string {
  return "id" in upload ? upload.id : upload.uploadId;
}

/** Files that were pasted or dropped. */
export function filesOf(data: DataTransfer | null): File[] {
  return [...(data?.files ?? [])];
}
