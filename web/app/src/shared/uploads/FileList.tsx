import { FileText, ImagePlus, RotateCcw, X } from "lucide-preact";
import { useId, useRef } from "preact/hooks";

import { ApiError } from "../../kernel/api";
import { messageOf } from "../../kernel/errors";
import { toast } from "../../kernel/toast";
import { IconButton, LinkButton } from "../../ui/Button";
import { t } from "../messages";
import css from "./FileList.module.css";
import { type Files, MOST_FILES, type Sending } from "./files";
import { Refused } from "./send";

export const PICTURES = "image/jpeg,image/png,image/gif,image/webp,image/heic,image/heif,.heic";

/** The button that adds files. */
export function AddFiles({ files, accept }: { files: Files; accept?: string }) {
  const input = useRef<HTMLInputElement>(null);
  const full = files.list.value.length >= MOST_FILES;
  return (
    <>
      <LinkButton disabled={full} onClick={() => input.current?.click()}>
        <ImagePlus size={16} aria-hidden="true" />
        {t("files.add")}
      </LinkButton>
      <input
        ref={input}
        class={css.input}
        type="file"
        multiple
        accept={accept}
        aria-label={t("files.add")}
        tabIndex={-1}
        onChange={({ currentTarget }) => {
          addFiles(files, currentTarget.files ?? []);
          currentTarget.value = "";
        }}
      />
    </>
  );
}

/** Add what was chosen, pasted or dropped, and say what finds no room. */
export function addFiles(files: Files, added: Iterable<File>): void {
  const { leftOut } = files.add(added);
  if (leftOut > 0) toast(t("files.many", { count: MOST_FILES }));
}

/** What was added: how far each has come, its words, and what can be done about it. */
export function FileList({ files }: { files: Files }) {
  const list = files.list.value;
  if (list.length === 0) return null;
  return (
    <ul class={css.list} aria-label={t("files.label")}>
      {list.map((file) => (
        <Row key={file.key} file={file} files={files} />
      ))}
    </ul>
  );
}

function Row({ file, files }: { file: Sending; files: Files }) {
  const id = useId();
  const picture = file.upload?.thumbUrl ?? file.preview;
  const isPicture = picture !== null || file.upload?.kind === "IMAGE";
  return (
    <li class={css.row} data-state={file.state}>
      <span class={css.picture}>
        {picture !== null ? <img src={picture} alt="" /> : <FileText size={24} aria-hidden="true" />}
      </span>
      <div class={css.about}>
        <p class={css.name} dir="auto">
          {file.name}
        </p>
        {(file.state === "sending" || file.state === "working") && (
          <>
            <progress class={css.progress} max={1} value={file.part} aria-labelledby={id} />
            <p class={css.state} id={id} role="status">
              {file.state === "working"
                ? t("files.working")
                : t("files.sending", { percent: Math.round(file.part * 100) })}
            </p>
          </>
        )}
        {file.state === "failed" && (
          <p class={css.error} role="alert">
            {explained(file.error)}
          </p>
        )}
        {file.state === "ready" && isPicture && (
          <input
            class={css.alt}
            value={file.alt}
            maxLength={500}
            dir="auto"
            placeholder={t("files.alt")}
            aria-label={t("files.altOf", { name: file.name })}
            onInput={({ currentTarget }) => files.describe(file.key, currentTarget.value)}
          />
        )}
      </div>
      {file.state === "failed" && !isFinal(file.error) && (
        <IconButton
          icon={RotateCcw}
          label={t("files.retry", { name: file.name })}
          onClick={() => files.retry(file.key)}
        />
      )}
      <IconButton
        icon={X}
        label={t("files.remove", { name: file.name })}
        onClick={() => files.remove(file.key)}
      />
    </li>
  );
}

const CODES = ["file_too_large", "quota_exceeded", "wrong_use", "upload_refused", "validation_failed"];

/** Whether sending it again would end in the same way. */
function isFinal(error: unknown): boolean {
  return error instanceof Refused || (error instanceof ApiError && CODES.includes(error.code ?? ""));
}

/** Why a file could not be sent, in words. */
export function explained(error: unknown): string {
  if (error instanceof Refused) {
    const key = `files.refused.${error.reason}`;
    return t.has(key) ? t(key) : t("files.refused.TYPE");
  }
  if (error instanceof ApiError && CODES.includes(error.code ?? "")) {
    const key = `files.problem.${error.code}`;
    if (t.has(key)) return t(key);
  }
  return error instanceof ApiError ? messageOf(error) : t("files.lost");
}
