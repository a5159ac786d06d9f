import { X } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { PICTURES, explained } from "../../../shared/uploads/FileList";
import { send } from "../../../shared/uploads/send";
import { useAddress } from "../../../shared/uploads/useAddress";
import { IconButton } from "../../../ui/Button";
import { FileButton } from "../../../ui/FileButton";
import { Line } from "../../../ui/TextFields";
import { t } from "../messages";
import type { DraftImage } from "../model/quizDraft";
import css from "./PictureField.module.css";

interface PictureFieldProps {
  /** Of what it is the picture. */
  label: string;
  image: DraftImage | null;
  set: (image: DraftImage | null) => void;
}

/** Where a picture is chosen, and put into words for those who cannot see it. */
export function PictureField({ label, image, set }: PictureFieldProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const gone = useRef(new AbortController());
  useEffect(() => () => gone.current.abort(), []);

  async function take(file: File) {
    setBusy(true);
    setError(null);
    try {
      const { id, url, thumbUrl } = await send(file, "QUIZ", () => {}, gone.current.signal);
      set({ uploadId: id, alt: "", url, thumbUrl });
    } catch (problem) {
      if (!gone.current.signal.aborted) setError(problem);
    } finally {
      setBusy(false);
    }
  }

  if (image?.uploadId) {
    return (
      <div class={css.picture} role="group" aria-label={label}>
        <Small image={image} />
        <Line
          label={t("quiz.pictureAlt")}
          hint={t("quiz.pictureAltHint")}
          maxLength={500}
          value={image.alt}
          onText={(alt) => set({ ...image, alt })}
        />
        <IconButton icon={X} label={`${t("quiz.removePicture")}: ${label}`} onClick={() => set(null)} />
      </div>
    );
  }
  return (
    <div class={css.choose}>
      <FileButton label={label} accept={PICTURES} disabled={busy} onFile={(file) => void take(file)} />
      {busy && <span role="status">{t("quiz.sendingPicture")}</span>}
      {error !== null && (
        <span class={css.error} role="alert">
          {explained(error)}
        </span>
      )}
    </div>
  );
}

function Small({ image: { uploadId, url, thumbUrl } }: { image: DraftImage }) {
  const current = useAddress({ uploadId, url: url ?? "", thumbUrl });
  const address = current.thumbUrl ?? current.url;
  if (address === "") return <p class={css.gone}>{t("quiz.pictureGone")}</p>;
  return <img class={css.small} src={address} alt="" referrerPolicy="no-referrer" onError={current.renew} />;
}
