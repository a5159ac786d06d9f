import { Download, Plus, Settings, Users } from "lucide-preact";
import { useState } from "preact/hooks";

import { useForm } from "../../../kernel/form";
import { t as shared } from "../../../kernel/messages";
import { saveFile } from "../../../kernel/saveFile";
import { fail, toast } from "../../../kernel/toast";
import { useSeat } from "../../../kernel/world";
import { Button, LinkButton } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { Check, Pick } from "../../../ui/Controls";
import { Field, Form } from "../../../ui/Field";
import { boards } from "../boards";
import { t } from "../messages";
import type { Board, BoardView } from "../model/board";
import css from "./BoardTools.module.css";
import { Guests } from "./Guests";
import { PollForm } from "./PollForm";
import { SettingsFields } from "./SettingsFields";

const STATES = ["OPEN", "CLOSED", "ARCHIVED"] as const;

interface BoardPartProps {
  view: BoardView;
  board: Board;
}

/** What those see who lead a board: its code, settings, polls, the queue and the export. */
export function BoardTools({ view, board }: BoardPartProps) {
  const { requests } = boards(useSeat());
  const [open, setOpen] = useState<"poll" | "settings" | "guests" | null>(null);
  const { canManage, canModerate, joinCode, settings, transparency } = view.detail;
  if (!canManage && !canModerate) return null;
  const toggle = (name: "poll" | "settings" | "guests") => setOpen(open === name ? null : name);
  const close = () => setOpen(null);
  const { waiting } = transparency;

  async function save() {
    try {
      saveFile(await requests.exported(board.id), "board.csv");
    } catch (error) {
      fail(error);
    }
  }

  return (
    <Card aria-label={t("board.tools")}>
      {joinCode !== null && settings.guests && (
        <p class={css.code}>
          <span class={css.hint}>{t("board.code")}</span> <b>{joinCode}</b>
        </p>
      )}
      {canModerate && waiting > 0 && (
        <p class={css.queue} role="status">
          {t("board.waiting", { count: waiting })}{" "}
          <LinkButton onClick={() => void board.choose({ filter: "UNDER_REVIEW" }).catch(fail)}>
            {t("board.review")}
          </LinkButton>
        </p>
      )}
      <Actions>
        {canModerate && settings.guests && (
          <Button size="small" aria-haspopup="dialog" onClick={() => setOpen("guests")} data-guests>
            <Users size={16} aria-hidden="true" />
            {t("board.guests.title")}
          </Button>
        )}
        {canManage && (
          <>
            <Button size="small" aria-expanded={open === "poll"} onClick={() => toggle("poll")}>
              <Plus size={16} aria-hidden="true" />
              {t("board.newPoll")}
            </Button>
            <Button size="small" aria-expanded={open === "settings"} onClick={() => toggle("settings")}>
              <Settings size={16} aria-hidden="true" />
              {t("board.settings")}
            </Button>
            <Button size="small" onClick={() => void save()}>
              <Download size={16} aria-hidden="true" />
              {t("board.export")}
            </Button>
          </>
        )}
      </Actions>
      {open === "poll" && <PollForm board={board} onClose={close} />}
      {open === "guests" && <Guests view={view} board={board} onClose={close} />}
      {open === "settings" && <SettingsForm view={view} board={board} onClose={close} />}
    </Card>
  );
}

function SettingsForm({ view: { detail }, board, onClose }: BoardPartProps & { onClose: () => void }) {
  const { requests } = boards(useSeat());
  const { moderation, guests, votesPerUser } = detail.settings;
  const initial = { title: detail.title, status: detail.status, moderation, guests, votesPerUser, renewCode: false };
  const form = useForm(initial, async (values) => {
    await requests.updateBoard(board.id, { ...values, title: values.title.trim() });
    await board.load();
    toast(t("board.saved"));
    onClose();
  });
  return (
    <Form form={form} aria-label={t("board.settings")}>
      <Field form={form} name="title" label={t("board.title")} maxLength={120} required autofocus />
      <Pick
        label={t("board.set.status")}
        value={form.values.status}
        options={STATES.map((value) => ({ value, label: t(`board.status.${value}`) }))}
        onChoose={(status) => form.set("status", status)}
      />
      <SettingsFields values={form.values} set={(name, value) => form.set(name, value as never)} />
      <Check
        label={t("board.set.renewCode")}
        checked={form.values.renewCode}
        onCheck={(on) => form.set("renewCode", on)}
      />
      <Actions end>
        <Button kind="quiet" onClick={onClose}>
          {shared("app.cancel")}
        </Button>
        <Button kind="primary" type="submit" aria-disabled={form.busy}>
          {shared("app.save")}
        </Button>
      </Actions>
    </Form>
  );
}
