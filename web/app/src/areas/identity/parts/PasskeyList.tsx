import { useQuery } from "@tanstack/preact-query";
import { KeyRound } from "lucide-preact";
import { useState } from "preact/hooks";

import { useForm } from "../../../kernel/form";
import { t as shared } from "../../../kernel/messages";
import { fail, toast } from "../../../kernel/toast";
import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Dialog, askFirst } from "../../../ui/Dialog";
import { Field, Form } from "../../../ui/Field";
import { Time } from "../../../ui/Person";
import { Row, Rows } from "../../../ui/Rows";
import { Skeletons, Trouble } from "../../../ui/States";
import { passkeysQuery } from "../factors";
import { t } from "../messages";
import { nameOf } from "../model/device";
import { hasPasskeys, isTurnedDown, makePasskey } from "../model/passkeys";
import { type Passkey, requests } from "../requests";
import { withProof } from "./Proof";
import { RecoveryCodes } from "./RecoveryCodes";
import css from "./Secrets.module.css";

/** The reader's passkeys; a lost phone's can be removed. */
export function PasskeyList() {
  const { data, error, isPending, refetch } = useQuery(passkeysQuery);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [renamed, setRenamed] = useState<Passkey | null>(null);

  async function add() {
    try {
      const asked = await withProof(requests.askForPasskey);
      if (asked === null) return;
      const made = await makePasskey(asked.done.options);
      const name = nameOf(navigator.userAgent) ?? t("passkeys.unnamed");
      const kept = await requests.keepPasskey({ ticket: asked.done.ticket, name, ...made });
      setCodes(kept.recoveryCodes);
      toast(t("passkeys.added"));
    } catch (failure) {
      if (!isTurnedDown(failure)) fail(failure);
    }
    await refetch();
  }

  async function remove(passkey: Passkey) {
    const question = {
      title: t("passkeys.removeTitle", { name: passkey.name }),
      text: t("passkeys.removeText"),
      confirm: t("passkeys.remove"),
      cancel: shared("app.cancel"),
    };
    if (!(await askFirst(question))) return;
    try {
      if ((await withProof(() => requests.removePasskey(passkey.id))) !== null) toast(t("passkeys.removed"));
    } catch (failure) {
      fail(failure);
    }
    await refetch();
  }

  if (isPending) return <Skeletons count={1} shape="row" />;
  if (data === undefined) return <Trouble title={t("passkeys.error")} error={error} retry={() => void refetch()} />;
  return (
    <div class={css.part}>
      {data.data.length > 0 && (
        <Rows label={t("passkeys.title")}>
          {data.data.map((passkey) => (
            <Line key={passkey.id} passkey={passkey} onRename={() => setRenamed(passkey)} onRemove={() => void remove(passkey)} />
          ))}
        </Rows>
      )}
      {codes !== null && <RecoveryCodes codes={codes} onDone={() => setCodes(null)} />}
      {hasPasskeys() ? (
        <Button onClick={() => void add()}>{t("passkeys.add")}</Button>
      ) : (
        <p>{t("passkeys.none")}</p>
      )}
      {renamed !== null && (
        <Rename
          passkey={renamed}
          onClose={() => {
            setRenamed(null);
            void refetch();
          }}
        />
      )}
    </div>
  );
}

interface LineProps {
  passkey: Passkey;
  onRename: () => void;
  onRemove: () => void;
}

function Line({ passkey: { name, lastUsedAt, createdAt }, onRename, onRemove }: LineProps) {
  const actions = (
    <>
      <Button size="small" aria-label={t("passkeys.renameName", { name })} onClick={onRename}>
        {t("passkeys.rename")}
      </Button>
      <Button size="small" aria-label={t("passkeys.removeName", { name })} onClick={onRemove}>
        {t("passkeys.remove")}
      </Button>
    </>
  );
  return (
    <Row picture={<KeyRound size={24} aria-hidden="true" />} actions={actions}>
      <b dir="auto">{name}</b>
      <span>
        <Time iso={lastUsedAt ?? createdAt} />
      </span>
    </Row>
  );
}

function Rename({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const form = useForm({ name: passkey.name }, async ({ name }) => {
    await requests.renamePasskey(passkey.id, name);
    onClose();
  });
  return (
    <Dialog title={t("passkeys.renameTitle")} onClose={onClose}>
      <Form form={form}>
        <Field form={form} name="name" label={t("passkeys.name")} maxLength={60} dir="auto" required autofocus />
        <Actions end>
          <Button onClick={onClose}>{shared("app.cancel")}</Button>
          <Button kind="primary" type="submit">
            {shared("app.save")}
          </Button>
        </Actions>
      </Form>
    </Dialog>
  );
}
