import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { PICTURES, explained } from "../../../shared/uploads/FileList";
import { send } from "../../../shared/uploads/send";
import { Button } from "../../../ui/Button";
import { Card } from "../../../ui/Card";
import { FileButton } from "../../../ui/FileButton";
import { Avatar } from "../../../ui/Person";
import { later } from "../../../ui/later";
import { t } from "../messages";
import { people } from "../people";
import css from "./Pictures.module.css";

const Crop = later(() => import("./Crop").then(({ default: part }) => part));

type Kind = "AVATAR" | "COVER";

/** The reader's portrait and cover. They change at once, apart from what the form below says. */
export function Pictures() {
  const world = useWorld();
  const { data: me = world.me } = useQuery(people(world).me);
  const [image, setImage] = useState<{ bitmap: ImageBitmap; name: string } | null>(null);
  const [busy, setBusy] = useState<Kind | null>(null);

  async function put(kind: Kind, file: File | null) {
    setBusy(kind);
    try {
      const id = file === null ? null : (await send(file, kind, () => {}, new AbortController().signal)).id;
      await people(world).picture(kind === "AVATAR" ? { avatarUploadId: id } : { coverUploadId: id });
      toast(t(id === null ? "pictures.removed" : "pictures.saved"));
    } catch (error) {
      toast(explained(error));
    } finally {
      setBusy(null);
    }
  }

  async function choose(kind: Kind, file: File) {
    if (kind === "COVER") return put(kind, file);
    // A browser that cannot show the format leaves the cutting to the server, from the middle.
    const bitmap = await createImageBitmap(file).catch(() => null);
    if (bitmap === null) return put(kind, file);
    setImage({ bitmap, name: file.name });
  }

  function cut(file: File | null) {
    image?.bitmap.close();
    setImage(null);
    if (file !== null) void put("AVATAR", file);
  }

  return (
    <Card aria-label={t("pictures.title")}>
      <div class={css.line}>
        <Avatar person={me} />
        <FileButton label={t("pictures.avatar")} accept={PICTURES} disabled={busy !== null} data-kind="AVATAR" onFile={(file) => void choose("AVATAR", file)} />
        {me.avatar !== null && (
          <Button kind="quiet" disabled={busy !== null} onClick={() => void put("AVATAR", null)}>
            {t("pictures.removeAvatar")}
          </Button>
        )}
      </div>
      {me.coverPhoto !== null && <img class={css.cover} src={me.coverPhoto} alt="" referrerpolicy="no-referrer" />}
      <div class={css.line}>
        <FileButton label={t("pictures.cover")} accept={PICTURES} disabled={busy !== null} data-kind="COVER" onFile={(file) => void choose("COVER", file)} />
        {me.coverPhoto !== null && (
          <Button kind="quiet" disabled={busy !== null} onClick={() => void put("COVER", null)}>
            {t("pictures.removeCover")}
          </Button>
        )}
      </div>
      <p role="status" class="visually-hidden">
        {busy !== null && t("pictures.busy")}
      </p>
      {image !== null && <Crop image={image.bitmap} name={image.name} onDone={cut} />}
    </Card>
  );
}
