import { FileText, Hash, type LucideIcon, MessageCircleQuestion, Search, User } from "lucide-preact";
import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";

import { findPeople } from "../areas/people/find";
import { findThings } from "../areas/search/find";
import { match, navigate } from "../kernel/router";
import { announce } from "../kernel/toast";
import { type World, useWorld } from "../kernel/world";
import { routes } from "../routes";
import { Dialog } from "../ui/Dialog";
import css from "./Palette.module.css";
import { type Entry, type Group, entriesOf, matching } from "./entries";
import { t } from "./messages";

const GROUPS: readonly Group[] = ["pages", "actions", "people", "found"];
/** A person is looked for when the writer pauses. */
const PAUSE = 200;

interface PaletteProps {
  onClose: () => void;
  showKeys: () => void;
}

/** One field that finds pages, actions and people; everything in it works by keyboard. */
export default function Palette({ onClose, showKeys }: PaletteProps) {
  const world = useWorld();
  const id = useId();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const known = useMemo(() => entriesOf(world, showKeys), []);
  const { answer, searching } = useAnswer(world, text);
  const found = useMemo(() => [...matching(known, text), ...answer, ...everywhere(world, text)], [known, text, answer]);
  const grouped = GROUPS.map((group) => ({ group, entries: found.filter((one) => one.group === group) }));
  const shown = grouped.flatMap(({ entries }) => entries);
  const current = shown[Math.min(at, shown.length - 1)];
  const optionId = (entry: Entry) => `${id}-${entry.id}`;

  useEffect(() => setAt(0), [text]);
  useEffect(() => {
    if (text !== "" && !searching) announce(t("palette.count", { count: shown.length }));
  }, [text, searching, shown.length]);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [current?.id]);

  function open(entry: Entry | undefined) {
    if (entry === undefined) return;
    onClose();
    entry.run();
  }

  function onKeyDown(event: KeyboardEvent) {
    const last = shown.length - 1;
    const steps: Record<string, number> = {
      ArrowDown: at >= last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
      PageDown: last,
      PageUp: 0,
    };
    const next = steps[event.key];
    if (next !== undefined) setAt(Math.max(0, next));
    else if (event.key === "Enter" && !event.isComposing) open(current);
    else return;
    event.preventDefault();
  }

  return (
    <Dialog title={t("palette.title")} onClose={onClose}>
      <input
        class={css.field}
        type="text"
        role="combobox"
        aria-label={t("palette.prompt")}
        placeholder={t("palette.prompt")}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={current && optionId(current)}
        aria-autocomplete="list"
        aria-describedby={`${id}-hint`}
        autocomplete="off"
        spellcheck={false}
        autofocus
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div ref={list} class={css.list} id={`${id}-list`} role="listbox" aria-label={t("palette.results")}>
        {grouped
          .filter(({ entries }) => entries.length > 0)
          .map(({ group, entries }) => (
            <div key={group} role="group" aria-label={t(`palette.${group}`)}>
              <p class={css.group} aria-hidden="true">
                {t(`palette.${group}`)}
              </p>
              {entries.map((entry) => (
                <div
                  key={entry.id}
                  class={css.option}
                  id={optionId(entry)}
                  role="option"
                  aria-selected={entry === current}
                  data-entry={entry.id}
                  onClick={() => open(entry)}
                  onPointerMove={() => setAt(shown.indexOf(entry))}
                >
                  <entry.icon size={18} aria-hidden="true" />
                  <span dir="auto">{entry.name}</span>
                </div>
              ))}
            </div>
          ))}
      </div>
      {shown.length === 0 && <p class={css.none}>{t(searching ? "palette.searching" : "palette.none")}</p>}
      <p class={css.hint} id={`${id}-hint`}>
        {t("palette.hint")}
      </p>
    </Dialog>
  );
}

/** People and things called so, once the writer pauses. */
function useAnswer(world: World, text: string): { answer: readonly Entry[]; searching: boolean } {
  const [answer, setAnswer] = useState<{ text: string; entries: readonly Entry[] }>({ text: "", entries: NOTHING });
  const wanted = text.trim();
  useEffect(() => {
    if (wanted.length < 2) return;
    let current = true;
    const timer = setTimeout(() => {
      // Pages and actions are found without the server.
      const people = findPeople(world, wanted).catch(() => []);
      const things = findThings(world, wanted).catch(() => []);
      void Promise.all([people, things]).then(([known, found]) => {
        if (current) setAnswer({ text: wanted, entries: entriesFound(known, found) });
      });
    }, PAUSE);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [wanted]);
  if (wanted.length < 2) return { answer: NOTHING, searching: false };
  return { answer: answer.text === wanted ? answer.entries : NOTHING, searching: answer.text !== wanted };
}

const NOTHING: readonly Entry[] = [];
const ICONS: Record<string, LucideIcon> = { posts: FileText, boards: MessageCircleQuestion, hashtags: Hash };

type Things = Awaited<ReturnType<typeof findThings>>;

function entriesFound(people: readonly { id: string; name: string }[], things: Things): Entry[] {
  const persons = things.filter(({ collection }) => collection === "users");
  const names = new Map([...people, ...persons].map(({ id, name }) => [id, name]));
  const others = things.filter(({ collection }) => collection !== "users");
  return [
    ...[...names].map(([id, name]) => personEntry(id, name)),
    ...others.map(({ collection, id, name, address }): Entry => ({
      id: `${collection}:${id}`,
      group: "found",
      name,
      icon: ICONS[collection] ?? Search,
      run: () => void navigate(address),
    })),
  ];
}

/** The way to the page that searches everything. */
function everywhere(world: World, text: string): Entry[] {
  const wanted = text.trim();
  if (wanted.length < 2 || !world.may("search:read")) return [];
  const run = () => void navigate(`/search?${new URLSearchParams({ q: wanted })}`);
  return [{ id: "search", group: "found", name: t("palette.everywhere", { text: wanted }), icon: Search, run }];
}

function personEntry(id: string, name: string): Entry {
  const own = `/people/${id}`;
  const href = match(routes, own) === null ? "/people" : own;
  return { id: `person:${id}`, group: "people", name, icon: User, run: () => void navigate(href) };
}
