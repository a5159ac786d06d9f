import assert from "node:assert/strict";
import { test } from "vitest";

import type { Message, Participant } from "../requests";
import { beginsDay, continues, inOrder, readers } from "./thread";

const message = (number: number, fields: Partial<Message> = {}): Message => ({
  id: `m${number}`,
  conversationId: "c",
  number,
  sender: { id: "sok", name: "Sok", avatar: null, role: "STUDENT" },
  content: `message ${number}`,
  replyTo: null,
  attachments: [],
  reactions: [],
  clientId: null,
  revision: 0,
  deleted: false,
  canEdit: false,
  canDelete: false,
  remindAt: null,
  editedAt: null,
  createdAt: "2026-03-02T03:00:00Z",
  ...fields,
});

test("pages become one thread, oldest first, each message once", () => {
  const pages = [{ data: [message(4), message(3)] }, { data: [message(3), message(2), message(1)] }];
  assert.deepEqual(inOrder(pages).map(({ number }) => number), [1, 2, 3, 4]);
});

test("edits that arrive 3, 2 show 3, and what is deleted stays deleted", () => {
  const third = message(1, { revision: 3, content: "third" });
  const second = message(1, { revision: 2, content: "second" });
  for (const data of [[third, second], [second, third]])
    assert.equal(inOrder([{ data }])[0]?.content, "third");
  const gone = message(1, { revision: 1, deleted: true, content: "" });
  for (const data of [[gone, third], [third, gone]]) assert.equal(inOrder([{ data }])[0]?.deleted, true);
});

test("messages of one sender stand together for five minutes", () => {
  const first = message(1);
  assert.ok(beginsDay(first, undefined));
  assert.ok(continues(message(2, { createdAt: "2026-03-02T03:04:00Z" }), first));
  assert.ok(!continues(message(2, { createdAt: "2026-03-02T03:06:00Z" }), first));
  assert.ok(!continues(message(2, { sender: { ...first.sender, id: "dara" } }), first));
});

test("those who have read a message are the others", () => {
  const person = (id: string, readNumber: number) => ({ id, name: id, readNumber }) as Participant;
  const people = [person("me", 9), person("one", 4), person("two", 5)];
  assert.deepEqual(readers(people, "me", 5).map(({ id }) => id), ["two"]);
});
