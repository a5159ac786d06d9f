import { type UploadRead, api, ask } from "../../kernel/api";
import { sha256 } from "../digest";

export type Upload = UploadRead;
export type Purpose = UploadRead["purpose"];

const POLL_MS = 1000;
const PATIENCE = 60;

/** What sending a file needs of the world; tests give others of the same shape. */
export const requests = {
  announce: (body: Announcement) => ask(api.POST("/v1/uploads", { body })),
  complete: (id: string) => ask(api.POST("/v1/uploads/{id}/complete", { params: { path: { id } } })),
  upload: (id: string) => ask(api.GET("/v1/uploads/{id}", { params: { path: { id } } })),
  remove: (id: string) => ask(api.DELETE("/v1/uploads/{id}", { params: { path: { id } } })),
  put,
  wait: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
};

interface Announcement {
  name: string;
  contentType: string;
  sizeBytes: number;
  sha256: string;
  purpose: Purpose;
}

/** A file that the server will not take, whoever asks; `reason` is why. */
export class Refused extends Error {
  constructor(readonly reason: string) {
    super(reason);
  }
}

/**
 * Send a file to the store and wait until it may be used. `told` hears how much has gone, from 0 to
 * 1, and 1 again while the server works on it. Sending the same file again goes on where it was lost.
 */
export async function send(
  file: File,
  purpose: Purpose,
  told: (part: number) => void,
  signal: AbortSignal,
  by = requests,
): Promise<Upload> {
  const ticket = await by.announce({
    name: file.name || "file",
    contentType: typeOf(file),
    sizeBytes: file.size,
    sha256: await sha256(await file.arrayBuffer()),
    purpose,
  });
  signal.throwIfAborted();
  await by.put(ticket, file, told, signal);
  told(1);
  let upload = await by.complete(ticket.upload.id);
  // An event says the same; asking holds where the stream is away, and a picture takes a second.
  for (let asked = 0; upload.status === "PROCESSING" && asked < PATIENCE; asked += 1) {
    await by.wait(POLL_MS);
    signal.throwIfAborted();
    upload = await by.upload(upload.id);
  }
  if (upload.status === "REJECTED") throw new Refused(upload.reason ?? "TYPE");
  return upload;
}

const EXTENSIONS: Record<string, string> = { heic: "image/heic", heif: "image/heic", md: "text/markdown", csv: "text/csv" };

/** What the file says that it is; browsers that do not know HEIC say nothing. */
function typeOf(file: File): string {
  const known = EXTENSIONS[file.name.split(".").at(-1)?.toLowerCase() ?? ""];
  return file.type || known || "application/octet-stream";
}

/** Nothing else tells how much of a request has gone. */
function put(
  { method, url, headers }: { method: string; url: string; headers: Record<string, string> },
  file: File,
  told: (part: number) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => told(total > 0 ? loaded / total : 0);
    request.onload = () =>
      request.status < 300 ? resolve() : reject(new Error(`the store says ${request.status}`));
    request.onerror = () => reject(new TypeError("the store could not be reached"));
    request.onabort = () => reject(signal.reason);
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
