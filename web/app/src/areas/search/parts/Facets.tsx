import type { ComponentChildren } from "preact";

import { number } from "../../../kernel/i18n";
import { t as shared } from "../../../kernel/messages";
import { t } from "../messages";
import type { Collection } from "../requests";
import css from "./Facets.module.css";

interface FacetsProps {
  collection: Collection;
  facets: Record<string, number>;
  tags: Record<string, number>;
  facet: string;
  tag: string;
  addressOf: (change: { facet?: string; tag?: string }) => string;
}

/** How many there are of each kind and with each hashtag; each is a link that narrows the search. */
export function Facets({ collection, facets, tags, facet, tag, addressOf }: FacetsProps) {
  const kinds = most(facets);
  const named = most(tags);
  return (
    <>
      {(kinds.length > 1 || facet !== "") && (
        <Line label={t("search.kinds")}>
          {kinds.map(([name, count]) => (
            <Choice key={name} on={name === facet} href={addressOf({ facet: name === facet ? "" : name })} count={count}>
              {nameOf(collection, name)}
            </Choice>
          ))}
        </Line>
      )}
      {(named.length > 0 || tag !== "") && (
        <Line label={t("search.tags")}>
          {named.map(([name, count]) => (
            <Choice key={name} on={name === tag} href={addressOf({ tag: name === tag ? "" : name })} count={count}>
              #{name}
            </Choice>
          ))}
        </Line>
      )}
    </>
  );
}

function nameOf(collection: Collection, name: string): string {
  const key = collection === "users" ? `role.${name}` : `facet.${name}`;
  if (collection === "users") return shared.has(key) ? shared(key) : name;
  return t.has(key) ? t(key) : name;
}

const most = (counts: Record<string, number>) => Object.entries(counts).sort((one, other) => other[1] - one[1]);

function Line({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class={css.line} role="group" aria-label={label}>
      {children}
    </div>
  );
}

interface ChoiceProps {
  on: boolean;
  href: string;
  count: number;
  children: ComponentChildren;
}

function Choice({ on, href, count, children }: ChoiceProps) {
  return (
    <a class={css.choice} href={href} aria-current={on ? "true" : undefined} dir="auto">
      {children} <span class={css.count}>{number(count)}</span>
    </a>
  );
}
