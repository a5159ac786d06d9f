import { useContext, useEffect, useState } from "preact/hooks";

import { isGone } from "../../../kernel/errors";
import { useForm } from "../../../kernel/form";
import { navigate, place } from "../../../kernel/router";
import { fail } from "../../../kernel/toast";
import { WorldContext, useWorld } from "../../../kernel/world";
import { Button, ButtonLink } from "../../../ui/Button";
import { Field, Form } from "../../../ui/Field";
import { Time } from "../../../ui/Person";
import { bring, brought, forget } from "../brought";
import { t } from "../messages";
import { bySecret } from "../parts/BySecret";
import { type Program, requests } from "../requests";
import { Welcome } from "./Welcome";
import css from "./Welcome.module.css";

interface Asking {
  code: string;
  program: Program;
}

const explain = (error: unknown) => (isGone(error) ? t("program.wrong") : null);

/**
 * Let a program in that shows a code, such as the command line, or refuse it. The code may stand
 * behind the # of the address, which no server sees; it is brought along while somebody signs in.
 */
export default bySecret(function DevicePage() {
  const signedIn = useContext(WorldContext) !== null;
  useEffect(() => {
    const { pathname, hash } = place.value;
    // A page stays until the next one is there, and may be drawn again meanwhile.
    if (pathname !== "/device") return;
    if (hash !== "") bring("device", hash.slice(1));
    if (!signedIn) void navigate("/sign-in?then=/device", { replace: true });
  }, [signedIn]);
  return signedIn ? <Program /> : <Welcome title={t("program.title")} lead={t("program.lead")} children={null} />;
});

function Program() {
  const { me } = useWorld();
  // Who is signed in already has it in the address still.
  const [given, setGiven] = useState(() => place.value.hash.slice(1) || brought("device"));
  const [asking, setAsking] = useState<Asking | null>(null);
  if (asking === null) {
    return (
      <Welcome title={t("program.title")} lead={t("program.lead")}>
        <Ask given={given} onKnown={setAsking} />
      </Welcome>
    );
  }
  const { code, program } = asking;
  function another() {
    forget("device");
    setGiven("");
    setAsking(null);
  }
  if (program.decision !== null) {
    const name = program.program;
    return (
      <Welcome title={t(`program.title.${program.decision}`)} lead={t(`program.done.${program.decision}`, { name })}>
        <ButtonLink size="wide" href="/settings">
          {t("program.toDevices")}
        </ButtonLink>
      </Welcome>
    );
  }
  return (
    <Welcome title={t("program.ask", { name: program.program })} lead={t("program.may", { school: me.tenant.name, me: me.name })}>
      <Decide code={code} program={program} onDecided={(decided) => setAsking({ code, program: decided })} />
      <Button kind="quiet" size="wide" onClick={another}>
        {t("claim.other")}
      </Button>
    </Welcome>
  );
}

function Ask({ given, onKnown }: { given: string; onKnown: (asking: Asking) => void }) {
  const form = useForm(
    { code: given },
    async ({ code }) => onKnown({ code, program: await requests.program(code) }),
    explain,
  );
  useEffect(() => {
    if (given !== "") form.submit();
  }, []);
  return (
    <Form form={form}>
      <Field
        form={form}
        name="code"
        label={t("program.code")}
        hint={t("program.codeHint")}
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        maxLength={40}
        required
        autofocus
      />
      <Button kind="primary" size="wide" type="submit">
        {t("claim.go")}
      </Button>
    </Form>
  );
}

interface DecideProps extends Asking {
  onDecided: (program: Program) => void;
}

function Decide({ code, program, onDecided }: DecideProps) {
  const [busy, setBusy] = useState(false);
  async function say(decision: "APPROVED" | "DENIED") {
    setBusy(true);
    try {
      onDecided(await requests.decideOnProgram(code, decision));
      forget("device");
    } catch (error) {
      fail(error);
    }
    setBusy(false);
  }
  return (
    <>
      <dl class={css.facts}>
        <dt>{t("program.code")}</dt>
        <dd data-code>{code.toUpperCase()}</dd>
        <dt>{t("program.host")}</dt>
        <dd dir="auto">{program.host ?? t("devices.unknown")}</dd>
        <dt>{t("program.address")}</dt>
        <dd>
          <bdi>{program.ip}</bdi> · {t(program.sameAddress ? "program.sameAddress" : "program.otherAddress")}
        </dd>
        <dt>{t("program.asked")}</dt>
        <dd>
          <Time iso={program.askedAt} />
        </dd>
      </dl>
      <p class={css.warning}>{t("program.warning")}</p>
      <Button kind="primary" size="wide" disabled={busy} onClick={() => void say("APPROVED")}>
        {t("program.allow")}
      </Button>
      <Button size="wide" disabled={busy} onClick={() => void say("DENIED")}>
        {t("program.refuse")}
      </Button>
    </>
  );
}
