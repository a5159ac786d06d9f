import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { ApiError } from "../../../kernel/api";
import { useForm } from "../../../kernel/form";
import { t as shared } from "../../../kernel/messages";
import { fail, toast } from "../../../kernel/toast";
import { Button } from "../../../ui/Button";
import { Actions, Chip } from "../../../ui/Card";
import { askFirst } from "../../../ui/Dialog";
import { Field, Form } from "../../../ui/Field";
import { Qr } from "../../../ui/Qr";
import { Skeletons, Trouble } from "../../../ui/States";
import { factorsQuery } from "../factors";
import { t } from "../messages";
import { requests } from "../requests";
import { withProof } from "./Proof";
import { RecoveryCodes } from "./RecoveryCodes";
import css from "./Secrets.module.css";

type Offer = Awaited<ReturnType<typeof requests.offerApp>>;

/** What an authenticator app shows, as a second step; and codes for when it is lost. */
export function AppCodes() {
  const { data, error, isPending, refetch } = useQuery(factorsQuery);
  const [offer, setOffer] = useState<Offer | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);

  async function run<T>(work: () => Promise<T>, then: (done: T) => void) {
    try {
      const result = await withProof(work);
      if (result === null) return;
      then(result.done);
      await refetch();
    } catch (failure) {
      fail(failure);
    }
  }

  async function remove() {
    const question = {
      title: t("app.removeTitle"),
      text: t("app.removeText"),
      confirm: t("app.remove"),
      cancel: shared("app.cancel"),
    };
    if (await askFirst(question)) await run(requests.removeApp, () => toast(t("app.removed")));
  }

  if (isPending) return <Skeletons count={1} shape="row" />;
  if (data === undefined) return <Trouble title={t("app.error")} error={error} retry={() => void refetch()} />;
  if (codes !== null) return <RecoveryCodes codes={codes} onDone={() => setCodes(null)} />;
  if (offer !== null) {
    return (
      <Confirm
        offer={offer}
        onCancel={() => setOffer(null)}
        onDone={() => {
          setCodes(offer.recoveryCodes);
          setOffer(null);
          toast(t("app.done"));
          void refetch();
        }}
      />
    );
  }
  const some = data.totp || data.passkeys > 0;
  return (
    <div class={css.part}>
      {data.totp && <Chip kind="live">{t("app.on")}</Chip>}
      {some && <p>{t("recovery.left", { count: data.recoveryCodesLeft })}</p>}
      <Actions>
        {!data.totp && (
          <Button onClick={() => void run(requests.offerApp, setOffer)}>{t("app.setUp")}</Button>
        )}
        {some && (
          <Button onClick={() => void run(requests.newRecoveryCodes, (made) => setCodes(made.recoveryCodes))}>
            {t("recovery.renew")}
          </Button>
        )}
        {data.totp && (
          <Button kind="danger" onClick={() => void remove()}>
            {t("app.remove")}
          </Button>
        )}
      </Actions>
    </div>
  );
}

const wrong = (error: unknown) =>
  error instanceof ApiError && error.code === "wrong_code" ? t("step.wrong") : null;

function Confirm({ offer, onCancel, onDone }: { offer: Offer; onCancel: () => void; onDone: () => void }) {
  const form = useForm(
    { code: "" },
    async ({ code }) => {
      await requests.confirmApp(code.replaceAll(/\s/g, ""));
      onDone();
    },
    wrong,
  );
  return (
    <div class={css.part}>
      <p>{t("app.scan")}</p>
      <div class={css.qr}>
        <Qr text={offer.otpauthUri} label={t("app.qr")} />
      </div>
      <p>{t("app.orType")}</p>
      <code class={css.secret} data-secret>
        {offer.secret.match(/.{1,4}/g)?.join(" ")}
      </code>
      <Form form={form}>
        <Field form={form} name="code" label={t("step.code")} inputMode="numeric" autocomplete="one-time-code" maxLength={7} required autofocus />
        <Actions>
          <Button onClick={onCancel}>{shared("app.cancel")}</Button>
          <Button kind="primary" type="submit">
            {t("app.confirm")}
          </Button>
        </Actions>
      </Form>
    </div>
  );
}
