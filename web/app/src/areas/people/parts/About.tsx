import { UserRound } from "lucide-preact";

import { ButtonLink } from "../../../ui/Button";
import { Card, Chip } from "../../../ui/Card";
import { Empty } from "../../../ui/States";
import { t } from "../messages";
import { hostOf, span } from "../model/profile";
import type { Details, Station } from "../requests";
import css from "./About.module.css";

const LINKS = ["website", "linkedin", "github", "twitter"] as const;

/** What somebody says of themselves. */
export function About({ details, own }: { details: Details; own: boolean }) {
  const { pronouns, location, skills, interests, education, experience } = details;
  const links = LINKS.filter((name) => details[name] !== null);
  const facts = [pronouns, location].filter((fact) => fact !== null);
  const lists = [skills, interests, education, experience];
  if (facts.length + links.length === 0 && lists.every((list) => list.length === 0)) {
    return (
      <Empty icon={UserRound} title={t("profile.nothing")} hint={t(own ? "profile.nothingOwn" : "profile.nothingHint")}>
        {own && <ButtonLink href="/profile">{t("profile.edit")}</ButtonLink>}
      </Empty>
    );
  }
  return (
    <Card aria-label={t("profile.about")}>
      <dl class={css.facts}>
        {pronouns !== null && <Fact name={t("profile.pronouns")}>{pronouns}</Fact>}
        {location !== null && <Fact name={t("profile.location")}>{location}</Fact>}
        {links.map((name) => (
          <Fact key={name} name={t(`profile.${name}`)}>
            <a href={details[name] ?? ""} rel="noopener noreferrer nofollow" target="_blank">
              {hostOf(details[name] ?? "")}
            </a>
          </Fact>
        ))}
        {skills.length > 0 && <Words name={t("profile.skills")} words={skills} />}
        {interests.length > 0 && <Words name={t("profile.interests")} words={interests} />}
        {education.length > 0 && <Stations name={t("profile.education")} stations={education} />}
        {experience.length > 0 && <Stations name={t("profile.experience")} stations={experience} />}
      </dl>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  );
}

function Words({ name, words }: { name: string; words: readonly string[] }) {
  return (
    <Fact name={name}>
      <span class={css.words}>
        {words.map((word) => (
          <Chip key={word} dir="auto">
            {word}
          </Chip>
        ))}
      </span>
    </Fact>
  );
}

function Stations({ name, stations }: { name: string; stations: readonly Station[] }) {
  return (
    <Fact name={name}>
      <ul class={css.stations}>
        {stations.map((station, index) => (
          <li key={index}>
            <b>{station.place}</b>
            {station.what !== null && <span>{station.what}</span>}
            {span(station) !== "" && <span class={css.years}>{span(station)}</span>}
          </li>
        ))}
      </ul>
    </Fact>
  );
}
