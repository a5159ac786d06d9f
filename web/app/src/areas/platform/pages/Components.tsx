import { StunityProvider, Stream } from "@stunity/react";
import { MapPinOff } from "lucide-preact";
import { useState } from "preact/hooks";

import { t } from "../../../kernel/messages";
import { BrandLink } from "../../../ui/Brand";
import { ButtonLink } from "../../../ui/Button";
import { LanguageChoice } from "../../../ui/Choices";
import { Page } from "../../../ui/Page";
import { Empty, Skeletons } from "../../../ui/States";
import { Figures, Forms, Press, Questions, States, Things } from "../parts/Gallery";
import { useFile } from "../parts/localFile";
import css from "./Components.module.css";

const THEMES = ["light", "dark"] as const;

/** Every shared part in both themes, in the language that is chosen; only the local stack shows it. */
export default function ComponentsPage() {
  const services = useFile<unknown[]>("/dev/services.json");
  if (services === undefined) return <Skeletons count={3} shape="row" />;
  if (services === null) return <Nowhere />;
  return <Gallery />;
}

function Nowhere() {
  return (
    <main id="main">
      <Page title={t("app.missing")} hiddenTitle>
        <Empty icon={MapPinOff} title={t("app.missing")} hint={t("app.missingHint")}>
          <ButtonLink href="/">{t("nav.home")}</ButtonLink>
        </Empty>
      </Page>
    </main>
  );
}

function Gallery() {
  // Parts that tell of the connection find one here that is never made.
  const [stream] = useState(() => new Stream({ token: async () => null, person: "gallery" }));
  return (
    <StunityProvider stream={stream}>
      <div class={css.gallery} data-gallery>
        <header class={css.top}>
          <BrandLink href="/" to={t("nav.home")} compact={false} />
          <span class="grow" />
          <LanguageChoice />
        </header>
        <main id="main">
          <Page title="Components" hiddenTitle>
            <div class={css.themes}>
              {THEMES.map((theme) => (
                <section key={theme} class={css.theme} data-theme={theme} aria-label={theme}>
                  <h2 lang="en">{theme}</h2>
                  <Press />
                  <Forms theme={theme} />
                  <Things theme={theme} />
                  <Questions />
                  <Figures />
                  <States />
                </section>
              ))}
            </div>
          </Page>
        </main>
      </div>
    </StunityProvider>
  );
}
