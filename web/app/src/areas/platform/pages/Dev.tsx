import { Mail, Server } from "lucide-preact";
import type { ComponentChildren } from "preact";

import { BrandLink } from "../../../ui/Brand";
import { ButtonLink } from "../../../ui/Button";
import { Page } from "../../../ui/Page";
import { Time } from "../../../ui/Person";
import { Empty, Skeletons } from "../../../ui/States";
import { linkify } from "../../../ui/text";
import { useFile } from "../parts/localFile";
import css from "./Dev.module.css";

interface Service {
  name: string;
  url: string | null;
  pid?: number;
}

interface Letter {
  subject: string;
  to: string;
  receivedAt: string;
  text: string;
}

/** What the local stack runs and the mails it sends; for developers, in English like the code. */
export default function DevPage() {
  return (
    <div class={css.dev} lang="en">
      <header class={css.top}>
        <BrandLink href="/" to="home" compact={false} />
      </header>
      <main class={css.main} id="main">
        <Page
          title="Local stack"
          lead="What this machine runs, and the mails that were sent here."
          action={<ButtonLink href="/dev/components">Components</ButtonLink>}
        >
          <Part<Service> title="Services" path="/dev/services.json" icon={Server} none={["No services", "Nothing was started yet."]}>
            {(services) => <Services services={services} />}
          </Part>
          <Part<Letter> title="Mails" path="/dev/mails.json" icon={Mail} none={["No mails yet", "Create an account, and its mail arrives here."]}>
            {(letters) => letters.map((letter) => <MailOf key={letter.receivedAt + letter.to} letter={letter} />)}
          </Part>
        </Page>
      </main>
    </div>
  );
}

interface PartProps<One> {
  title: string;
  path: string;
  icon: typeof Mail;
  none: [title: string, hint: string];
  children: (all: One[]) => ComponentChildren;
}

function Part<One>({ title, path, icon, none, children }: PartProps<One>) {
  const all = useFile<One[]>(path);
  return (
    <section class={css.part} aria-label={title}>
      <h2>{title}</h2>
      {all === undefined && <Skeletons count={2} shape="row" />}
      {all === null && (
        <Empty icon={icon} title="The local stack does not answer" hint="This page needs the stack of “make run”." />
      )}
      {all?.length === 0 && <Empty icon={icon} title={none[0]} hint={none[1]} />}
      {all != null && all.length > 0 && children(all)}
    </section>
  );
}

function Services({ services }: { services: Service[] }) {
  const withPids = services.some(({ pid }) => pid !== undefined);
  return (
    <table class={css.table}>
      <thead>
        <tr>
          <th scope="col">Service</th>
          <th scope="col">Address</th>
          {withPids && <th scope="col">Process</th>}
        </tr>
      </thead>
      <tbody>
        {services.map(({ name, url, pid }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{url === null ? "–" : <a href={url}>{url}</a>}</td>
            {withPids && <td>{pid ?? "–"}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function MailOf({ letter: { subject, to, receivedAt, text } }: { letter: Letter }) {
  return (
    <details class={css.mail}>
      <summary>
        <Mail size={20} aria-hidden="true" />
        <span class={css.about}>
          <b dir="auto">{subject}</b>
          <span>{to}</span>
        </span>
        <Time iso={receivedAt} />
      </summary>
      <p class={css.text} dir="auto">
        {linkify(text).map((piece, index) =>
          piece.link ? (
            <a key={index} href={piece.text}>
              {piece.text}
            </a>
          ) : (
            piece.text
          ),
        )}
      </p>
    </details>
  );
}
