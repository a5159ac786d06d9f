import { Download } from "lucide-preact";

import type { AttachmentRead } from "../../kernel/api";
import { number } from "../../kernel/i18n";
import { t } from "../messages";
import css from "./Gallery.module.css";
import { useAddress } from "./useAddress";

const KILO = 1024;

/** The files beside a text: pictures and what is played are shown, documents can be saved. */
export function Gallery({ files }: { files: readonly AttachmentRead[] }) {
  if (files.length === 0) return null;
  const pictures = files.filter(({ kind }) => kind === "IMAGE");
  const others = files.filter(({ kind }) => kind !== "IMAGE");
  return (
    <>
      {pictures.length > 0 && (
        <ul class={css.gallery} data-count={Math.min(pictures.length, 4)}>
          {pictures.map((file, index) => (
            <li key={file.uploadId}>
              <Picture file={file} number={index + 1} alone={pictures.length === 1} />
            </li>
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <ul class={css.others}>
          {others.map((file) => (
            <li key={file.uploadId}>
              <Other file={file} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Picture({ file, number: place, alone }: { file: AttachmentRead; number: number; alone: boolean }) {
  const { url, thumbUrl, renew } = useAddress(file);
  return (
    <a class={css.link} href={url} target="_blank" rel="noopener noreferrer">
      <img
        class={css.picture}
        src={alone ? url : (thumbUrl ?? url)}
        alt={file.alt ?? t("files.picture", { number: place })}
        width={file.width ?? undefined}
        height={file.height ?? undefined}
        loading="lazy"
        referrerpolicy="no-referrer"
        onError={renew}
      />
    </a>
  );
}

function Other({ file }: { file: AttachmentRead }) {
  const { url, renew } = useAddress(file);
  if (file.kind === "VIDEO") return <video class={css.played} src={url} controls preload="metadata" onError={renew} />;
  if (file.kind === "AUDIO") return <audio class={css.played} src={url} controls preload="metadata" onError={renew} />;
  return (
    <a class={css.file} href={url} rel="noopener noreferrer">
      <Download size={18} aria-hidden="true" />
      <span class={css.name} dir="auto">
        {file.name}
      </span>
      <span class={css.size}>{sizeOf(file.sizeBytes)}</span>
    </a>
  );
}

function sizeOf(bytes: number): string {
  const kilos = bytes / KILO;
  return kilos < KILO
    ? t("files.kilobytes", { size: number(Math.max(1, Math.round(kilos))) })
    : t("files.megabytes", { size: number(Math.round((kilos / KILO) * 10) / 10) });
}
