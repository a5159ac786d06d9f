/**
 * What the API takes and gives. Times are ISO 8601 in UTC, ids are UUIDs.
 *
 * @typedef {"STUDENT"|"TEACHER"|"RESEARCHER"|"PARENT"|"ADMIN"|"MODERATOR"|"GUEST"
 *   |"PLATFORM_ADMIN"} Role
 * @typedef {"en"|"km"} Locale
 * @typedef {"TEXT"|"IMAGE"|"VIDEO"|"ARTICLE"|"QUESTION"|"ANNOUNCEMENT"|"RESOURCE"} PostType
 * @typedef {"PUBLIC"|"SCHOOL"|"CLASS"|"CONNECTIONS"|"PRIVATE"} Visibility
 * @typedef {"POST_LIKE"|"POST_COMMENT"|"COMMENT_REPLY"|"NEW_FOLLOWER"} NotificationType
 */

/**
 * @template T
 * @typedef {object} Page
 * @property {T[]} data
 * @property {{nextCursor: string | null, prevCursor: string | null, hasMore: boolean}} pageInfo
 */

/**
 * @typedef {object} SessionTokens
 * @property {string} accessToken
 * @property {string | null} refreshToken null where a browser got it as a cookie
 * @property {string | null} csrfToken what goes with that cookie
 * @property {"Bearer"} tokenType
 * @property {number} expiresIn seconds
 * @property {string} tenantId
 * @property {string} userId
 */

/**
 * What a sign-in asks for after the password, where there is a second factor.
 *
 * @typedef {object} SecondStep
 * @property {"second_step"} status
 * @property {string} mfaToken
 * @property {("totp" | "passkey" | "recovery_code")[]} methods
 * @property {Record<string, any> | null} passkey
 * @property {number} expiresIn seconds
 */

/**
 * @typedef {object} Registration
 * @property {string} email
 * @property {string} password
 * @property {string} firstName
 * @property {string} lastName
 * @property {Locale} locale
 * @property {string} tenant slug of a school that lets people join by themselves
 */

/**
 * @typedef {object} Tenant
 * @property {string} id
 * @property {string} slug
 * @property {string} name
 * @property {string | null} nameKh
 * @property {string} timezone
 * @property {string} locale
 */

/**
 * @typedef {object} Me
 * @property {string} id
 * @property {string} email
 * @property {boolean} emailVerified
 * @property {string} firstName
 * @property {string} lastName
 * @property {string} name
 * @property {string | null} avatar
 * @property {string | null} coverPhoto
 * @property {string | null} bio
 * @property {boolean} verified
 * @property {string} locale
 * @property {Role} role
 * @property {string[]} permissions
 * @property {Tenant} tenant
 * @property {{tenant: Tenant, role: Role}[]} memberships
 * @property {string} createdAt
 */

/** @typedef {{id: string, name: string, avatar: string | null, role: string | null}} Author */

/**
 * @typedef {object} PostUpdate
 * @property {string} content
 * @property {string | null} [contentKh]
 * @property {string | null} [title]
 * @property {string[]} [media]
 * @property {string[]} [hashtags]
 */

/**
 * @typedef {PostUpdate & {type?: PostType, visibility?: Visibility,
 *   classId?: string | null}} PostCreate
 */

/**
 * @typedef {object} Post
 * @property {string} id
 * @property {Author} author
 * @property {string | null} title
 * @property {string} content
 * @property {string | null} contentKh
 * @property {PostType} type
 * @property {Visibility} visibility
 * @property {string | null} classId
 * @property {string[]} media
 * @property {string[]} hashtags
 * @property {number} likesCount
 * @property {number} commentsCount
 * @property {boolean} liked
 * @property {boolean} canEdit
 * @property {string | null} editedAt
 * @property {Author | null} [editedBy]
 * @property {string} createdAt
 * @property {string} updatedAt
 */

/** @typedef {{postId: string, liked: boolean, likesCount: number}} Like */

/**
 * @typedef {object} Comment
 * @property {string} id
 * @property {string} postId
 * @property {string | null} parentId
 * @property {number} depth
 * @property {Author} author
 * @property {string} content
 * @property {string} createdAt
 */

/** @typedef {{userId: string, status: "ACCEPTED"|"PENDING"|"NONE"}} Follow */

/**
 * @typedef {object} Person
 * @property {string} id
 * @property {string} name
 * @property {string | null} avatar
 * @property {string | null} role
 * @property {boolean} followedByMe
 * @property {string} since
 */

/**
 * @typedef {object} Notification
 * @property {string} id
 * @property {NotificationType} type
 * @property {"LOW"|"NORMAL"|"HIGH"|"URGENT"} priority
 * @property {string} title
 * @property {string} message
 * @property {string | null} link
 * @property {string | null} actionUrl
 * @property {string | null} groupKey
 * @property {number} groupCount
 * @property {Author | null} actor
 * @property {string | null} entityType
 * @property {string | null} entityId
 * @property {boolean} read
 * @property {string | null} readAt
 * @property {string} createdAt
 * @property {string} updatedAt
 */

/**
 * @typedef {object} Meta
 * @property {string} name
 * @property {string} version
 * @property {string[]} locales
 * @property {string} relayUrl
 * @property {Record<string, string[]>} limits
 * @property {string[]} degraded
 */

/**
 * One relay as it described itself last; rates are means over its last interval.
 *
 * @typedef {object} RelayInstance
 * @property {string} id
 * @property {string} revision
 * @property {string} startedAt
 * @property {string} reportedAt
 * @property {number | null} connections
 * @property {number | null} connectionsLimit
 * @property {number} ownConnections of the caller's school
 * @property {number | null} eventsPerSecond
 * @property {number | null} deliveriesPerSecond
 * @property {number | null} bytesPerSecond
 * @property {number | null} lagP50Ms null while nothing was sent
 * @property {number | null} lagP99Ms
 * @property {number} loopLagMs
 * @property {number | null} bufferedBytes
 * @property {number | null} overflows
 * @property {"attached" | "detached" | "none"} bus
 * @property {boolean} draining
 * @property {number[]} shards empty for all of them
 */

/**
 * All living relays together, and each of them.
 *
 * @typedef {object} RealtimeMetrics
 * @property {number} refreshedEverySeconds
 * @property {number | null} connections
 * @property {number | null} connectionsLimit
 * @property {number | null} eventsPerSecond
 * @property {number | null} deliveriesPerSecond
 * @property {number | null} bytesPerSecond
 * @property {number | null} lagP99Ms
 * @property {{tenantId: string, connections: number}[]} tenants the caller's school
 * @property {RelayInstance[]} instances
 */

/** @typedef {{limit?: number, cursor?: string | null}} PageQuery */

/**
 * @typedef {object} CallOptions
 * @property {AbortSignal} [signal]
 * @property {string} [key] Idempotency-Key of a creation; repeat it to repeat the request safely
 */

export {};
