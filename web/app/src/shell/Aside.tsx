import { type Query, useIsFetching } from "@tanstack/preact-query";
import { useEffect, useState } from "preact/hooks";

import { t as boards } from "../areas/boards/messages";
import { OpenBoards } from "../areas/boards/parts/OpenBoards";
import { t as learning } from "../areas/learning/messages";
import { DueQuizzes } from "../areas/learning/parts/DueQuizzes";
import { t as notifications } from "../areas/notifications/messages";
import { Latest } from "../areas/notifications/parts/Latest";
import { t as people } from "../areas/people/messages";
import { FollowBack } from "../areas/people/parts/FollowBack";
import { t as school } from "../areas/school/messages";
import { OpenSurveys } from "../areas/school/parts/OpenSurveys";
import type { Language } from "../kernel/i18n";
import { t } from "../kernel/messages";
import { useWorld } from "../kernel/world";
import css from "./Shell.module.css";

/** Have the words of everything in it. */
export const loadWords = (wanted: Language) =>
  Promise.all([boards, learning, notifications, people, school].map((words) => words.load(wanted)));

/** So long one slow part may keep the others waiting. */
const PATIENCE = 2000;
const first = { predicate: ({ state }: Query) => state.data === undefined };

/** Whether everything here that was asked for has come: one part would push the next out of its place. */
function useTogether(): boolean {
  const { cache } = useWorld();
  const [there, setThere] = useState(false);
  const waiting = useIsFetching(first);
  useEffect(() => {
    // The parts have asked by now: theirs is done before this.
    if (cache.isFetching(first) === 0) setThere(true);
  }, [waiting]);
  useEffect(() => {
    const timer = setTimeout(() => setThere(true), PATIENCE);
    return () => clearTimeout(timer);
  }, []);
  return there;
}

/** What stands beside a column where there is room: what waits for the reader, and what others do. */
export default function Aside() {
  const world = useWorld();
  const there = useTogether();
  return (
    <aside class={css.aside} aria-label={t("app.aside")} data-there={there}>
      {world.may("quizzes:attempt") && <DueQuizzes />}
      <OpenSurveys />
      {world.may("questions:read") && <OpenBoards />}
      {world.may("social:follow") && <FollowBack />}
      {world.may("activity:read") && <Latest />}
    </aside>
  );
}
