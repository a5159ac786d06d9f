import { Globe, Heart, Users } from "lucide-preact";
import type { ComponentChildren } from "preact";

import { t as shared } from "../../../kernel/messages";
import { Brand } from "../../../ui/Brand";
import { LanguageChoice } from "../../../ui/Choices";
import { Page } from "../../../ui/Page";
import { t } from "../messages";
import css from "./Welcome.module.css";

const POINTS = [
  [Users, "signIn.point1"],
  [Heart, "signIn.point2"],
  [Globe, "signIn.point3"],
] as const;

interface WelcomeProps {
  title: string;
  lead: string;
  children: ComponentChildren;
}

/** The way in: what Stunity is on one side, a form on the other. */
export function Welcome({ title, lead, children }: WelcomeProps) {
  return (
    <div class={css.welcome}>
      <header class={css.side}>
        <div class={css.shapes} aria-hidden="true">
          <i />
          <i />
          <i />
        </div>
        <Brand />
        <p class={css.tagline}>{shared("app.tagline")}</p>
        <ul class={css.points}>
          {POINTS.map(([Icon, key]) => (
            <li key={key}>
              <Icon size={22} aria-hidden="true" />
              {t(key)}
            </li>
          ))}
        </ul>
      </header>
      <main class={css.main} id="main">
        <div class={css.form}>
          <div class={css.tools}>
            <LanguageChoice />
          </div>
          <Page title={title} lead={lead}>
            {children}
          </Page>
        </div>
      </main>
    </div>
  );
}
