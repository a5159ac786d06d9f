import { useState } from "preact/hooks";

import { requests } from "./send";

/** A file that can be opened for a while. */
export interface Opened {
  uploadId: string;
  url: string;
  thumbUrl: string | null;
}

/** Addresses expire while a page stays open: a file that does not load is asked for anew, once. */
export function useAddress(file: Opened) {
  const [renewed, setRenewed] = useState<{ from: string; url: string; thumbUrl: string | null } | null>(null);
  const current = renewed?.from === file.url ? renewed : file;
  async function renew() {
    if (renewed?.from === file.url) return;
    const { url, thumbUrl } = await requests.upload(file.uploadId);
    if (url !== null) setRenewed({ from: file.url, url, thumbUrl });
  }
  return { url: current.url, thumbUrl: current.thumbUrl, renew: () => void renew().catch(() => {}) };
}
