import { useState } from "preact/hooks";

import { toast } from "../../kernel/toast";
import { Button } from "../../ui/Button";
import { FileButton } from "../../ui/FileButton";
import { t } from "../messages";
import { PICTURES, explained } from "./FileList";
import css from "./OnePicture.module.css";
import { type Purpose, send } from "./send";

interface OnePictureProps {
  purpose: Purpose;
  /** What the button that chooses one says. */
  label: string;
  /** What the button that takes it away says. */
  removal: string;
  /** Where the picture of now is read. */
  shown: string | null;
  /** The upload that shall be the picture, null for none; it holds once the form is saved. */
  onChoose: (uploadId: string | null) => void;
}

/** The one picture of something, chosen from one's files; sent at once, held by what is saved. */
export function OnePicture({ purpose, label, removal, shown, onChoose }: OnePictureProps) {
  const [chosen, setChosen] = useState<{ url: string | null } | null>(null);
  const [busy, setBusy] = useState(false);
  const src = chosen === null ? shown : chosen.url;

  async function choose(file: File) {
    setBusy(true);
    try {
      const upload = await send(file, purpose, () => {}, new AbortController().signal);
      setChosen({ url: upload.thumbUrl ?? upload.url });
      onChoose(upload.id);
    } catch (error) {
      toast(explained(error));
    } finally {
      setBusy(false);
    }
  }

  function remove() {
    setChosen({ url: null });
    onChoose(null);
  }

  return (
    <div class={css.line} aria-busy={busy} data-picture={purpose}>
      {src !== null && <img class={css.picture} src={src} alt="" referrerpolicy="no-referrer" />}
      <FileButton label={label} accept={PICTURES} disabled={busy} data-kind={purpose} onFile={(file) => void choose(file)} />
      {src !== null && (
        <Button kind="quiet" disabled={busy} onClick={remove}>
          {removal}
        </Button>
      )}
      <p role="status" class="visually-hidden">
        {busy && t("files.working")}
      </p>
    </div>
  );
}
