# Who may read which secret and publish events. Each kind of code has an account of its own, and the
# tests compare this table with what the code asks of its settings.
locals {
  # Settings by kind: the variable that the code reads, and the secret behind it.
  _secrets = {
    # Whoever shows a file signs an address of it, and whoever takes one looks at it.
    api      = merge(local._request_secrets, local._search_reads, { S3_SECRET_KEY = "s3-secret-key" })
    files    = { DATABASE_URL = "database-url", S3_SECRET_KEY = "s3-secret-key" }
    identity = merge(local._request_secrets, { JWT_SIGNING_KEYS = "jwt-signing-keys", REFRESH_SEAL_KEY = "refresh-seal-key" })
    # Whoever makes webhooks seals their secrets, and whoever sends opens them.
    hooks   = merge(local._request_secrets, { WEBHOOK_SEAL_KEY = "webhook-seal-key" })
    streams = merge(local._request_secrets, { JWT_SIGNING_KEYS = "jwt-signing-keys" })
    worker  = merge({ DATABASE_URL = "database-url" }, local._search_writes, local._embeds)
    # Whoever brings notifications asks Redis who has a page open.
    mailer = merge(
      local._request_secrets,
      var.mail ? { SMTP_URL = "smtp-url" } : {},
      var.push == null ? {} : { VAPID_PRIVATE_KEY = "vapid-private-key", FCM_CREDENTIALS = "fcm-credentials" },
    )
    job    = merge(local._request_secrets, local._search_writes, local._embeds)
    upkeep = { DATABASE_URL = "database-url", DATABASE_OWNER_URL = "database-owner-url" }
    # What seals chains of marks reads no other secret, and nothing else reads its key.
    sealer = { DATABASE_URL = "database-url", GRADE_SEAL_KEYS = "grade-seal-keys" }
    relay = merge(
      { RELAY_DATABASE_URL = "relay-database-url", OPS_TOKEN = "ops-token" },
      local._redis ? { UPSTASH_REDIS_REST_TOKEN = "upstash-redis-rest-token" } : {},
    )
    # The janitor of relays' subscriptions asks Redis who lives, and Pub/Sub what there is.
    janitor = merge({ DATABASE_URL = "database-url" }, local._redis ? { UPSTASH_REDIS_REST_TOKEN = "upstash-redis-rest-token" } : {})
    # The migrator also sets the passwords of the other roles to those of their connection strings.
    migrator = { DATABASE_URL = "database-url", DATABASE_OWNER_URL = "database-owner-url", RELAY_DATABASE_URL = "relay-database-url" }
    search   = local._typesense_vm ? { TYPESENSE_API_KEY = "typesense-api-key" } : {}
  }
  # Requests search, workers and jobs write; the key that searches may do nothing else.
  _search_reads = var.typesense == null ? {} : { TYPESENSE_SEARCH_KEY = "typesense-search-key" }
  _search_writes = var.typesense == null ? {} : {
    TYPESENSE_API_KEY    = "typesense-api-key"
    TYPESENSE_SEARCH_KEY = "typesense-search-key"
  }
  _embeds = var.embeddings == null ? {} : { EMBEDDING_API_KEY = "embedding-api-key" }
  _request_secrets = merge(
    { DATABASE_URL = "database-url" },
    local._redis ? { UPSTASH_REDIS_REST_TOKEN = "upstash-redis-rest-token" } : {},
  )

  _kinds = {
    api      = { description = "Functions of routes" }
    builder  = { description = "Builds functions and images", builds = true }
    files    = { description = "The worker and the job that read and remove people's files" }
    hooks    = { description = "Functions, the worker and the job of webhooks" }
    identity = { description = "Functions that mint tokens" }
    janitor  = { description = "The job that removes relays' orphaned subscriptions", removes_subscriptions = true }
    job      = { description = "Scheduled jobs" }
    mailer   = { description = "Workers and jobs that send mails and pushes" }
    migrator = { description = "Migrations" }
    pusher   = { description = "Pub/Sub, when it calls a worker" }
    relay    = { description = "The relay", makes_subscriptions = true, writes_telemetry = true }
    schedule = { description = "Cloud Scheduler, when it calls a job" }
    sealer   = { description = "The job that seals chains of marks" }
    search   = { description = "The search server" }
    streams  = { description = "Functions that mint stream tokens" }
    uploads  = { description = "Owner of the S3 key for uploads" }
    upkeep   = { description = "Jobs that own the schema: partitions and cleaning up" }
    worker   = { description = "Pub/Sub workers" }
  }

  # Kinds that append events and announce them; the job sweeps, and so does the relay.
  _publishers = ["api", "files", "hooks", "identity", "job", "mailer", "relay", "sealer", "streams", "worker"]

  # Secrets that nothing reads for now keep their places: what protects them from deletion would also
  # refuse to let Redis, mail or search go, and a value that is back later need not be filled in again.
  _secret_ids = setunion(
    toset(flatten([for secrets in values(local._secrets) : values(secrets)])),
    toset(["embedding-api-key", "smtp-url", "typesense-api-key", "typesense-search-key", "upstash-redis-rest-token"]),
  )

  _function_kinds = {
    for kind in ["api", "files", "hooks", "identity", "janitor", "job", "mailer", "sealer", "streams", "upkeep", "worker"] : kind => {
      secrets         = local._secrets[kind]
      service_account = module.iam.emails[kind]
    }
  }
}

module "iam" {
  source = "../iam"

  kinds      = local._kinds
  prefix     = local._prefix
  project_id = var.project_id

  depends_on = [google_project_service.api]
}

module "secrets" {
  source = "../secrets"

  deletion_protection = var.deletion_protection
  kms_key_name        = var.kms_key_name
  labels              = local._labels
  project_id          = var.project_id
  region              = var.region
  service_accounts    = module.iam.emails
  secrets = {
    for id in local._secret_ids : id => {
      readers = [for kind, secrets in local._secrets : kind if contains(values(secrets), id)]
    }
  }

  depends_on = [google_project_service.api]
}
