import type { Conversation, Message, Participant } from "../requests";

interface Page {
  data: readonly Message[];
}

/** All messages of the pages, each once and as it is newest, the oldest first. */
export function inOrder(pages: readonly Page[]): Message[] {
  const found = new Map<string, Message>();
  for (const { data } of pages)
    for (const message of data) {
      const known = found.get(message.id);
      if (known === undefined || newer(message, known)) found.set(message.id, message);
    }
  return [...found.values()].sort((one, other) => one.number - other.number);
}

/** Edits may arrive in any order: the greater revision is the newer, and nothing comes back from deletion. */
function newer(message: Message, known: Message): boolean {
  if (message.deleted !== known.deleted) return message.deleted;
  return message.revision > known.revision;
}

/** Whether a message begins another day than the one before it. */
export function beginsDay(message: Message, before: Message | undefined): boolean {
  return before === undefined || dayOf(message) !== dayOf(before);
}

const dayOf = ({ createdAt }: Message) => new Date(createdAt).toDateString();

const TOGETHER = 5 * 60_000;

/** Whether a message stands below the one before it without its sender being named again. */
export function continues(message: Message, before: Message | undefined): boolean {
  if (before === undefined || before.sender.id !== message.sender.id || beginsDay(message, before)) return false;
  return Date.parse(message.createdAt) - Date.parse(before.createdAt) < TOGETHER;
}

/** The others who have read as far as a message. */
export function readers(participants: readonly Participant[], me: string, number: number): Participant[] {
  return participants.filter(({ id, readNumber }) => id !== me && readNumber >= number);
}

/** What a conversation is called: its name, or the other person. */
export function nameOf({ name, other, participants }: Conversation, me: string): string {
  if (name !== null) return name;
  if (other !== null) return other.name;
  return participants.filter(({ id }) => id !== me).map((person) => person.name).join(", ");
}
