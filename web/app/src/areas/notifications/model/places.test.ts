import assert from "node:assert/strict";

import { test } from "vitest";

import type { Activity, Notification } from "../requests";
import { placeOf, placeOfActivity, titleIn } from "./places";

const ID = "0190a0a0-0000-7000-8000-00000000000a";
const notification = (rest: Partial<Notification>) =>
  ({ type: "POST_LIKE", link: null, actionUrl: null, entityType: null, entityId: null, ...rest }) as Notification;

test("a notification leads to what it is about", () => {
  assert.equal(placeOf(notification({ link: `/posts/${ID}` })), `/posts/${ID}`);
  assert.equal(placeOf(notification({ actionUrl: `/boards/${ID}` })), `/boards/${ID}`);
  assert.equal(placeOf(notification({ link: `/pulses/${ID}` })), "/pulses");
  for (const link of [`/assignments/${ID}`, `/assignments/${ID}/grade`, `/courses/${ID}/grades?student=${ID}`])
    assert.equal(placeOf(notification({ type: "ASSIGNMENT_GRADED", link })), link);
  for (const link of ["/timetable", `/children/${ID}`, `/marks/pupils/${ID}`, `/classes/${ID}/attendance`, `/messages/${ID}?at=7`])
    assert.equal(placeOf(notification({ type: "TIMETABLE_CHANGED", link })), link);
  const follower = notification({ type: "NEW_FOLLOWER", link: `/people/${ID}` });
  assert.equal(placeOf(follower), "/people?list=followers");
  assert.equal(placeOf(notification({ entityType: "post", entityId: ID })), `/posts/${ID}`);
});

test("one about what is gone, or from elsewhere, leads nowhere", () => {
  assert.equal(placeOf(notification({ type: "POST_REMOVED", link: "/", entityType: "post", entityId: ID })), null);
  assert.equal(placeOf(notification({ link: "https://evil.example/posts/1" })), null);
  assert.equal(placeOf(notification({ link: `//evil.example/posts/${ID}` })), null);
  assert.equal(placeOf(notification({ link: "/\\evil.example" })), null);
  assert.equal(placeOf(notification({ link: "javascript:alert(1)" })), null);
});

test("each kind of activity leads somewhere", () => {
  const to = (entityType: Activity["entityType"]) => placeOfActivity({ entityType, entityId: ID } as Activity, () => true);
  assert.deepEqual(
    (["post", "quiz", "board", "live_game"] as const).map(to),
    [`/posts/${ID}`, `/quizzes/${ID}`, `/boards/${ID}`, "/classroom"],
  );
});

test("who takes no quizzes is not led to one", () => {
  const to = (entityType: Activity["entityType"]) =>
    placeOfActivity({ entityType, entityId: ID } as Activity, (permission) => permission !== "quizzes:attempt");
  assert.deepEqual((["quiz", "post"] as const).map(to), [null, `/posts/${ID}`]);
});

test("a title is found in either language, with quotes in it and beside it", () => {
  const title = (description: string, userName = "Dara") => titleIn({ description, userName });
  assert.equal(title("Dara published the quiz “The “old” kings”"), "The “old” kings");
  assert.equal(title("Dara បានបើកក្ដារសំណួរ «គណិត»"), "គណិត");
  assert.equal(title("“D” published the quiz “Kings”", "“D”"), "Kings");
  assert.equal(title("Dara wrote a post"), "");
});
