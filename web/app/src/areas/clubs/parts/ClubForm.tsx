import { useState } from "preact/hooks";

import { randomUuid } from "../../../kernel/api";
import { useForm } from "../../../kernel/form";
import { t as shared } from "../../../kernel/messages";
import { href, navigate } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { OnePicture } from "../../../shared/uploads/OnePicture";
import { Button } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { NumberField, Pick } from "../../../ui/Controls";
import { Area, Field, Form } from "../../../ui/Field";
import { clubs } from "../clubs";
import { keys } from "../keys";
import { t } from "../messages";
import type { Club, NewClub as Wish } from "../requests";

const BLANK: Wish = { name: "", description: "", mode: "PUBLIC", capacity: null };
const MODES = ["PUBLIC", "APPROVAL_REQUIRED", "INVITE_ONLY"] as const;

/** Founds a club, or changes what one says of itself. */
export function ClubForm({ club, onDone }: { club?: Club; onDone: () => void }) {
  const world = useWorld();
  const { requests } = clubs(world);
  const [key] = useState(randomUuid);
  // Left out, the cover stays as it is.
  const [cover, setCover] = useState<string | null>();
  const form = useForm<Wish>(club ?? BLANK, async ({ name, description, mode, capacity }) => {
    const wish = { name, description, mode, capacity, coverUploadId: cover };
    if (club !== undefined) {
      const { category, tags } = club;
      await clubs(world).change(requests.update(club.id, { ...wish, category, tags }));
      return onDone();
    }
    const { id } = await requests.create(wish, key);
    world.refetches.request(keys.all);
    await navigate(href("/clubs/:id", { id }));
  });
  const title = t(club === undefined ? "clubs.new" : "clubs.edit");
  return (
    <Card aria-label={title}>
      <h2>{title}</h2>
      <Form form={form} data-form="club">
        <Field form={form} name="name" label={t("clubs.name")} maxLength={80} required autofocus />
        <Area
          label={t("clubs.description")}
          placeholder={t("clubs.description")}
          value={form.values.description}
          onText={(description) => form.set("description", description)}
          maxLength={2000}
          error={form.errorOf("description")}
        />
        <Pick
          label={t("clubs.entry")}
          value={form.values.mode}
          options={MODES.map((value) => ({ value, label: t(`clubs.modeLong.${value}`) }))}
          onChoose={(mode) => form.set("mode", mode)}
        />
        <NumberField
          label={t("clubs.capacity")}
          hint={t("clubs.capacityHint")}
          value={form.values.capacity ?? null}
          min={1}
          max={5000}
          step={1}
          onNumber={(capacity) => form.set("capacity", capacity)}
        />
        <OnePicture
          purpose="CLUB_COVER"
          label={t("clubs.cover")}
          removal={t("clubs.removeCover")}
          shown={club?.cover?.thumbUrl ?? club?.cover?.url ?? null}
          onChoose={setCover}
        />
        <Actions end>
          <Button kind="quiet" onClick={onDone}>
            {shared("app.cancel")}
          </Button>
          <Button kind="primary" type="submit" aria-disabled={form.busy}>
            {club === undefined ? t("clubs.create") : shared("app.save")}
          </Button>
        </Actions>
      </Form>
    </Card>
  );
}
