import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import { type ApiError, randomUuid } from "../../../kernel/api";
import { waits } from "../../../kernel/offline";
import { fail, toast } from "../../../kernel/toast";
import { useDraft } from "../../../kernel/useDraft";
import { useWorld } from "../../../kernel/world";
import { Files } from "../../../shared/uploads/files";
import { keys } from "../keys";
import { t } from "../messages";
import { type SubmissionRead, type WorkRead, requests } from "../requests";

const SAVED_AFTER_MS = 1500;
const AGAIN_AFTER_MS = 4000;

/** What the server does not have yet, to which attempt it belongs, and what the server may have of it. */
interface Unsaved {
  attempt: number;
  text: string;
  seen: string[];
}

/** Work that is being written: the server keeps it as a draft, and the device until it does. */
export function useWriting({ id, type, my }: WorkRead, mine: SubmissionRead | null) {
  const { cache, drafts } = useWorld();
  const asksForLink = type === "LINK" || type === "VIDEO";
  const files = useMemo(() => new Files("SUBMISSION", mine?.draft?.media ?? []), []);
  const attached = files.list.value;
  const onServer = (asksForLink ? mine?.draft?.link : mine?.draft?.content) ?? "";
  const attempt = my?.attempt ?? 0;
  const name = `work:${id}`;
  // What was written at another device meanwhile is newer than what lies here.
  const [unsaved, keep] = useDraft<Unsaved>(name, (kept) =>
    kept.attempt === attempt && kept.seen.includes(onServer) ? kept : undefined,
  );
  const seen = useRef(unsaved?.seen ?? [onServer]);
  const [text, setText] = useState(unsaved?.text ?? onServer);
  const [saved, setSaved] = useState<"saved" | "saving" | "unsaved" | null>(unsaved === undefined ? null : "unsaved");
  const delay = useRef(SAVED_AFTER_MS);
  const saving = useRef<Promise<void> | null>(null);
  const [busy, setBusy] = useState(false);
  const handedIn = useRef({ content: "", key: "" });
  const words = text.trim();
  const media = files.settled ? files.attachments() : [];
  const body = () => ({ ...(words === "" ? {} : asksForLink ? { link: words } : { content: text }), media: files.attachments() });
  const enough = { TEXT: words !== "", LINK: words !== "", FILE: media.length > 0, VIDEO: words !== "" || media.length > 0 };
  const ready = files.settled && (enough[type as keyof typeof enough] ?? false);
  const uploads = media.map(({ uploadId }) => uploadId).join();
  const first = useRef(uploads);

  function write(written: string) {
    setText(written);
    keep({ attempt, text: written, seen: seen.current });
    setSaved("unsaved");
  }

  async function save() {
    const now = () => drafts.get<Unsaved>(name);
    // An answer that is lost leaves it at the server all the same.
    seen.current = [...seen.current.slice(0, 2), words];
    const kept = now();
    if (kept !== undefined) drafts.set(name, { ...kept, seen: seen.current });
    try {
      const draft = await requests.saveDraft(id, body());
      delay.current = SAVED_AFTER_MS;
      seen.current = [onServer, words];
      // Whoever comes back to this page finds what the server has.
      if (mine !== null) cache.setQueryData<SubmissionRead>(keys.submission(id, mine.id), (known) => known && { ...known, draft });
      else void cache.invalidateQueries({ queryKey: keys.work(id), exact: true, refetchType: "none" });
      if (now()?.text === text) keep(undefined);
      setSaved((state) => (state === "saving" ? "saved" : state));
    } catch (error) {
      const { retryAfter = 0 } = error as Partial<Pick<ApiError, "retryAfter">>;
      delay.current = Math.max(AGAIN_AFTER_MS, (retryAfter ?? 0) * 1000);
      const again = waits(error);
      // A link that is half written is none yet: it is saved once it is one.
      if (!again && now()?.text === text) keep(undefined);
      setSaved((state) => (state === "saving" ? (again ? "unsaved" : null) : state));
    }
  }

  useEffect(() => {
    if (uploads === first.current) return;
    first.current = uploads;
    setSaved("unsaved");
  }, [uploads]);
  useEffect(() => {
    if (saved !== "unsaved" || busy || !files.settled) return;
    const timer = setTimeout(() => {
      setSaved("saving");
      saving.current = save();
    }, delay.current);
    return () => clearTimeout(timer);
  }, [text, uploads, attached, saved, busy]);

  async function submit() {
    setBusy(true);
    // A draft that is on its way would come after the work.
    await saving.current;
    // One key as long as it is the same work: an answer that was lost is asked for again.
    const content = JSON.stringify(body());
    if (content !== handedIn.current.content) handedIn.current = { content, key: randomUuid() };
    try {
      await requests.submit(id, body(), handedIn.current.key);
      keep(undefined);
      setSaved(null);
      handedIn.current = { content: "", key: "" };
      toast(t("work.done"));
      await cache.invalidateQueries({ queryKey: keys.work(id) });
      void cache.invalidateQueries({ queryKey: keys.todo });
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  }

  return { text, write, files, saved, ready, busy, submit, asksForLink };
}
