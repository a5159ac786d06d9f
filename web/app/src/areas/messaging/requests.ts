import {
  type Attachment,
  type ConversationCreate,
  type ConversationRead,
  type MessageRead,
  type MessageSend,
  type ParticipantRead,
  api,
  ask,
} from "../../kernel/api";

export type Conversation = ConversationRead;
export type Message = MessageRead;
export type Participant = ParticipantRead;
/** What a message carries; one without a text has files. */
export interface NewMessage {
  content: string;
  attachments?: Attachment[];
  replyToId?: string;
}
export type NewConversation = Pick<ConversationCreate, "participantIds"> & Partial<ConversationCreate>;

interface Paging {
  limit: number;
  cursor?: string | null;
}

const CONVERSATION = "/v1/messages/conversations/{conversationId}";
const of = (conversationId: string) => ({ params: { path: { conversationId } } });
const message = (messageId: string) => ({ params: { path: { messageId } } });

/** The routes of this area. Tests give others of the same shape. */
export const requests = {
  list: (query: Paging & { q?: string }) => ask(api.GET("/v1/messages/conversations", { params: { query } })),
  one: (id: string) => ask(api.GET(CONVERSATION, of(id))),
  begin: (body: NewConversation) =>
    ask(api.POST("/v1/messages/conversations", { body: { type: "DIRECT", ...body } as ConversationCreate })),
  rename: (id: string, name: string) => ask(api.PUT(CONVERSATION, { ...of(id), body: { name } })),
  add: (id: string, participantIds: string[]) =>
    ask(api.POST(`${CONVERSATION}/participants`, { ...of(id), body: { participantIds } })),
  remove: (conversationId: string, userId: string) =>
    ask(api.DELETE(`${CONVERSATION}/participants/{userId}`, { params: { path: { conversationId, userId } } })),
  mute: (id: string, muted: boolean, until: string | null = null) =>
    ask(api.PUT(`${CONVERSATION}/mute`, { ...of(id), body: { muted, until } })),
  read: (id: string, upTo: number) => ask(api.PUT(`${CONVERSATION}/read`, { ...of(id), body: { upTo } })),
  unreadFrom: (id: string, unreadFrom: number) =>
    ask(api.PUT(`${CONVERSATION}/read`, { ...of(id), body: { unreadFrom } })),
  thread: (conversationId: string, query: Paging & { before?: number; after?: number; q?: string }) =>
    ask(api.GET("/v1/messages/{conversationId}", { params: { path: { conversationId }, query } })),
  /** `clientId` is the message's own for good: sent again, it stands there once. */
  send: (id: string, body: NewMessage, clientId: string) =>
    ask(api.POST("/v1/messages/{conversationId}", { ...of(id), body: { attachments: [], ...body, clientId } as MessageSend })),
  edit: (id: string, content: string) => ask(api.PUT("/v1/messages/{messageId}", { ...message(id), body: { content } })),
  deleteMessage: (id: string) => ask(api.DELETE("/v1/messages/{messageId}", message(id))),
  react: (id: string, emoji: string, op: "ADD" | "REMOVE") =>
    ask(api.PUT("/v1/messages/{messageId}/reaction", { ...message(id), body: { emoji, op } })),
  remind: (id: string, remindAt: string | null) =>
    ask(api.PUT("/v1/messages/{messageId}/reminder", { ...message(id), body: { remindAt } })),
  typing: (id: string, op: "START" | "STOP") => ask(api.POST("/v1/messages/{conversationId}/typing", { ...of(id), body: { op } })),
  people: (q: string) => ask(api.GET("/v1/users/autocomplete", { params: { query: { q } } })),
};

export type Requests = typeof requests;
