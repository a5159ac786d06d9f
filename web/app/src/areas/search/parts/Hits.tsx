import { BookOpen, Hash, MessageCircleQuestion, UsersRound } from "lucide-preact";

import { Chip } from "../../../ui/Card";
import { Avatar, RoleTag, Time } from "../../../ui/Person";
import { Row, Rows } from "../../../ui/Rows";
import { t } from "../messages";
import { runs } from "../model/marks";
import { addressOf } from "../model/places";
import type { Hit } from "../requests";
import css from "./Hits.module.css";

/** What is known by its name alone. */
const PLAIN: ReadonlySet<Hit["collection"]> = new Set(["users", "boards", "hashtags"]);
/** What names who wrote it, where that is known. */
const WRITTEN: ReadonlySet<Hit["collection"]> = new Set(["posts", "courses", "questions"]);
const SIGNS = { courses: BookOpen, clubs: UsersRound, hashtags: Hash } as const;

/** What was found, one a line, each a link to it. */
export function Hits({ label, hits }: { label: string; hits: readonly Hit[] }) {
  return (
    <Rows label={label}>
      {hits.map((hit) => (
        <Line key={hit.id} hit={hit} />
      ))}
    </Rows>
  );
}

function Line({ hit }: { hit: Hit }) {
  const { collection, title, highlight, person, count, at } = hit;
  const text = PLAIN.has(collection) ? null : highlight.text;
  return (
    <Row href={addressOf(hit)} picture={<Sign hit={hit} />}>
      {(highlight.title !== null || text === null) && (
        <b class={css.title} dir="auto">
          {highlight.title === null ? title : <Marked text={highlight.title} />}
        </b>
      )}
      {text !== null && (
        <span class={css.text} dir="auto">
          <Marked text={text} />
        </span>
      )}
      <span class={css.about}>
        {collection === "users" && <RoleTag role={person?.role ?? null} />}
        {WRITTEN.has(collection) && person !== null && <span dir="auto">{person.name}</span>}
        <Kind hit={hit} />
        {(collection === "posts" || collection === "questions") && at !== null && <Time iso={at} />}
        {count > 0 && <span>{t(`search.count.${collection}`, { count })}</span>}
      </span>
    </Row>
  );
}

function Kind({ hit: { collection, facet } }: { hit: Hit }) {
  const key = `facet.${facet}`;
  const plain = facet === "TEXT" || facet === "OPEN" || facet === "PUBLIC" || facet === "ALL";
  if (collection === "users" || facet === null || plain || !t.has(key)) return null;
  return <Chip>{t(key)}</Chip>;
}

function Sign({ hit: { collection, person } }: { hit: Hit }) {
  if (person !== null && collection !== "courses") return <Avatar person={person} />;
  const Icon = collection in SIGNS ? SIGNS[collection as keyof typeof SIGNS] : MessageCircleQuestion;
  return (
    <span class={css.sign}>
      <Icon size={20} aria-hidden="true" />
    </span>
  );
}

function Marked({ text }: { text: string }) {
  return <>{runs(text).map((run, index) => (run.marked ? <mark key={index}>{run.text}</mark> : run.text))}</>;
}
