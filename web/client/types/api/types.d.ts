/**
 * What the API takes and gives. Times are ISO 8601 in UTC, ids are UUIDs.
 */
export type Role = "STUDENT" | "TEACHER" | "RESEARCHER" | "PARENT" | "ADMIN" | "MODERATOR" | "GUEST" | "PLATFORM_ADMIN";
/**
 * What the API takes and gives. Times are ISO 8601 in UTC, ids are UUIDs.
 */
export type Locale = "en" | "km";
/**
 * What the API takes and gives. Times are ISO 8601 in UTC, ids are UUIDs.
 */
export type PostType = "TEXT" | "IMAGE" | "VIDEO" | "ARTICLE" | "QUESTION" | "ANNOUNCEMENT" | "RESOURCE";
/**
 * What the API takes and gives. Times are ISO 8601 in UTC, ids are UUIDs.
 */
export type Visibility = "PUBLIC" | "SCHOOL" | "CLASS" | "CONNECTIONS" | "PRIVATE";
/**
 * What the API takes and gives. Times are ISO 8601 in UTC, ids are UUIDs.
 */
export type NotificationType = "POST_LIKE" | "POST_COMMENT" | "COMMENT_REPLY" | "NEW_FOLLOWER";
export type Page<T> = {
    data: T[];
    pageInfo: {
        nextCursor: string | null;
        prevCursor: string | null;
        hasMore: boolean;
    };
};
export type SessionTokens = {
    accessToken: string;
    refreshToken: string;
    tokenType: "Bearer";
    /**
     * seconds
     */
    expiresIn: number;
    tenantId: string;
    userId: string;
};
export type AccessToken = {
    accessToken: string;
    tokenType: "Bearer";
    /**
     * seconds
     */
    expiresIn: number;
    tenantId: string;
};
export type Registration = {
    email: string;
    password: string;
    firstName: string;
    lastName: string;
    locale: Locale;
    /**
     * slug of a school that lets people join by themselves
     */
    tenant: string;
};
export type Tenant = {
    id: string;
    slug: string;
    name: string;
    nameKh: string | null;
    timezone: string;
    locale: string;
};
export type Me = {
    id: string;
    email: string;
    emailVerified: boolean;
    firstName: string;
    lastName: string;
    name: string;
    avatar: string | null;
    coverPhoto: string | null;
    bio: string | null;
    verified: boolean;
    locale: string;
    role: Role;
    permissions: string[];
    tenant: Tenant;
    memberships: {
        tenant: Tenant;
        role: Role;
    }[];
    createdAt: string;
};
export type Author = {
    id: string;
    name: string;
    avatar: string | null;
    role: string | null;
};
export type PostUpdate = {
    content: string;
    contentKh?: string | null | undefined;
    title?: string | null | undefined;
    media?: string[] | undefined;
    hashtags?: string[] | undefined;
};
export type PostCreate = PostUpdate & {
    type?: PostType;
    visibility?: Visibility;
    classId?: string | null;
};
export type Post = {
    id: string;
    author: Author;
    title: string | null;
    content: string;
    contentKh: string | null;
    type: PostType;
    visibility: Visibility;
    classId: string | null;
    media: string[];
    hashtags: string[];
    likesCount: number;
    commentsCount: number;
    liked: boolean;
    canEdit: boolean;
    editedAt: string | null;
    createdAt: string;
    updatedAt: string;
};
export type Like = {
    postId: string;
    liked: boolean;
    likesCount: number;
};
export type Comment = {
    id: string;
    postId: string;
    parentId: string | null;
    depth: number;
    author: Author;
    content: string;
    createdAt: string;
};
export type Follow = {
    userId: string;
    status: "ACCEPTED" | "PENDING" | "NONE";
};
export type Person = {
    id: string;
    name: string;
    avatar: string | null;
    role: string | null;
    followedByMe: boolean;
    since: string;
};
export type Notification = {
    id: string;
    type: NotificationType;
    priority: "LOW" | "NORMAL" | "HIGH" | "URGENT";
    title: string;
    message: string;
    link: string | null;
    actionUrl: string | null;
    groupKey: string | null;
    groupCount: number;
    actor: Author | null;
    entityType: string | null;
    entityId: string | null;
    read: boolean;
    readAt: string | null;
    createdAt: string;
    updatedAt: string;
};
export type Meta = {
    name: string;
    version: string;
    locales: string[];
    relayUrl: string;
    limits: Record<string, string[]>;
    degraded: string[];
};
/**
 * One relay as it described itself last; rates are means over its last interval.
 */
export type RelayInstance = {
    id: string;
    revision: string;
    startedAt: string;
    reportedAt: string;
    connections: number;
    connectionsLimit: number;
    /**
     * of the caller's school
     */
    ownConnections: number;
    eventsPerSecond: number;
    deliveriesPerSecond: number;
    bytesPerSecond: number;
    /**
     * null while nothing was sent
     */
    lagP50Ms: number | null;
    lagP99Ms: number | null;
    loopLagMs: number;
    bufferedBytes: number;
    overflows: number;
    bus: "attached" | "detached" | "none";
    draining: boolean;
    /**
     * empty for all of them
     */
    shards: number[];
};
/**
 * All living relays together, and each of them.
 */
export type RealtimeMetrics = {
    refreshedEverySeconds: number;
    connections: number;
    connectionsLimit: number;
    eventsPerSecond: number;
    deliveriesPerSecond: number;
    bytesPerSecond: number;
    lagP99Ms: number | null;
    /**
     * the caller's school
     */
    tenants: {
        tenantId: string;
        connections: number;
    }[];
    instances: RelayInstance[];
};
export type PageQuery = {
    limit?: number;
    cursor?: string | null;
};
export type CallOptions = {
    signal?: AbortSignal | undefined;
    /**
     * Idempotency-Key of a creation; repeat it to repeat the request safely
     */
    key?: string | undefined;
};
