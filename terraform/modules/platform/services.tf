locals {
  # What both functions and relay are told. Secrets are given by kind, in identities.tf.
  _common_environment = {
    CORS_ORIGINS    = join(",", concat([for domain in var.domains : "https://${domain}"], var.cors_origins))
    JWT_PUBLIC_KEYS = var.jwt_public_keys
    LOG_LEVEL       = var.log_level
    PUBSUB_PROJECT  = var.project_id
    PUBSUB_TOPIC    = "events"
  }
  _function_environment = merge(
    local._common_environment,
    {
      GRADE_SEAL_PUBLIC_KEYS = var.grade_seal_public_keys
      MAIL_SENDER            = var.mail_sender
      PUBLIC_APP_URL         = local._origin
      PUBLIC_RELAY_URL       = local._origin
      # The load balancer appends the browser's address and its own to X-Forwarded-For.
      TRUSTED_PROXY_HOPS = "2"
    },
    var.push == null ? {} : { VAPID_PUBLIC_KEY = var.push.vapid_public_key, VAPID_SUBJECT = var.push.vapid_subject },
    local._redis ? { UPSTASH_REDIS_REST_URL = module.redis[0].rest_url } : {},
    local._typesense_vm ? {
      TYPESENSE_HOST     = module.typesense[0].host
      TYPESENSE_PORT     = tostring(module.typesense[0].port)
      TYPESENSE_PROTOCOL = "http"
    } : {},
    try(var.typesense.cloud, null) == null ? {} : {
      TYPESENSE_HOST     = var.typesense.cloud.host
      TYPESENSE_PORT     = "443"
      TYPESENSE_PROTOCOL = "https"
    },
    var.embeddings == null ? {} : merge(
      {
        EMBEDDING_MODEL    = var.embeddings.model
        EMBEDDING_PROVIDER = var.embeddings.provider
        EMBEDDING_VERSION  = var.embeddings.version
      },
      var.embeddings.url == null ? {} : { EMBEDDING_URL = var.embeddings.url },
    ),
    module.storage.environment,
    var.extra_environment,
  )
}

module "functions" {
  source = "../functions"

  alone = var.alone
  # The areas whose routes mint tokens or seal secrets: tests/terraform finds them in the code.
  area_kinds  = { boards = "streams", identity = "identity", live = "streams", platform = "hooks", realtime = "streams" }
  bundle_path = var.bundle_path
  build = {
    repository_id      = google_artifact_registry_repository.images.id
    service_account    = module.iam.emails["builder"]
    service_account_id = module.iam.ids["builder"]
  }
  callers     = { pusher = module.iam.emails["pusher"], scheduler = module.iam.emails["schedule"] }
  environment = local._function_environment
  granularity = var.granularity
  image       = var.images.functions
  jobs        = var.manifest.jobs
  kinds       = local._function_kinds
  labels      = local._labels
  network = {
    connector_id = module.network.connector_id
    network_name = module.network.network_name
    subnetwork   = module.network.services_subnetwork
  }
  kms_key_name   = var.kms_key_name
  project_id     = var.project_id
  project_number = local._number
  region         = var.region
  routes         = var.manifest.routes
  scaling        = var.scaling
  service_kinds = {
    job_audit_verify          = "upkeep"
    job_data_exports          = "files"
    job_gdpr_erase            = "upkeep"
    job_grades_seal           = "sealer"
    job_partition_maintenance = "upkeep"
    job_push_retry            = "mailer"
    job_relay_subscription_gc = "janitor"
    job_token_cleanup         = "upkeep"
    job_uploads_gc            = "files"
    job_webhook_retry         = "hooks"
    worker_email              = "mailer"
    worker_exports            = "files"
    worker_media              = "files"
    worker_push               = "mailer"
    worker_webhooks           = "hooks"
  }
  workers = var.manifest.workers

  depends_on = [module.iam, module.secrets]
}

module "pubsub" {
  source = "../pubsub"

  event_types             = [for event in var.manifest.events : event.type]
  kms_key_name            = var.kms_key_name
  labels                  = local._labels
  project_id              = var.project_id
  project_number          = local._number
  publishers              = { for kind in local._publishers : kind => module.iam.emails[kind] }
  push_service_account    = module.iam.emails["pusher"]
  push_service_account_id = module.iam.ids["pusher"]
  regions                 = [var.region]
  relay_service_account   = module.iam.emails["relay"]
  topic_attachment_role   = module.iam.topic_attachment_role
  worker_urls             = module.functions.urls
  workers                 = var.manifest.workers

  depends_on = [google_project_service.api]
}

module "relay" {
  source = "../relay"

  collector_image      = var.images.collector
  cpu                  = var.relay.cpu
  deletion_protection  = var.deletion_protection
  environment          = merge(local._common_environment, local._redis ? { UPSTASH_REDIS_REST_URL = module.redis[0].rest_url } : {})
  image                = var.images.relay
  labels               = local._labels
  max_instances        = var.relay.max_instances
  memory               = var.relay.memory
  min_instances        = var.relay.min_instances
  pool                 = var.relay.pool
  project_id           = var.project_id
  region               = var.region
  secrets              = local._secrets.relay
  service_account      = module.iam.emails["relay"]
  streams_per_instance = var.relay.streams_per_instance
  network = {
    network_name = module.network.network_name
    subnetwork   = module.network.services_subnetwork
  }

  depends_on = [module.secrets]
}

module "jobs" {
  source = "../jobs"

  image                     = var.images.jobs
  jobs                      = var.manifest.jobs
  kms_key_name              = var.kms_key_name
  kinds                     = { migrator = { secrets = local._secrets.migrator, service_account = module.iam.emails["migrator"] } }
  labels                    = local._labels
  paused                    = var.paused_jobs
  project_id                = var.project_id
  region                    = var.region
  scheduler_service_account = module.iam.emails["schedule"]
  urls                      = module.functions.urls
  network = {
    network_name = module.network.network_name
    subnetwork   = module.network.services_subnetwork
  }
  tasks = merge(
    {
      logins    = { args = ["-m", "infra.ops.logins"], kind = "migrator", timeout = 300 }
      migrate   = { args = ["-m", "infra.postgres.core.migrate", "upgrade"], kind = "migrator", timeout = 3600 }
      new-epoch = { args = ["-m", "infra.ops.epoch"], kind = "migrator", timeout = 300 }
      school    = { args = ["-m", "infra.ops.school", "--help"], exports = true, kind = "migrator", memory = "1Gi", timeout = 3600 }
    },
    var.tasks,
  )

  depends_on = [module.secrets]
}

module "gateway" {
  source = "../gateway"

  backends            = module.functions.backends
  blocked_ranges      = var.blocked_ranges
  domains             = var.domains
  labels              = local._labels
  prefix              = local._prefix
  project_id          = var.project_id
  ready_units         = module.functions.ready
  region              = var.region
  relay_service       = module.relay.name
  requests_per_minute = var.requests_per_minute
  routes              = var.manifest.routes
  uploads_origin      = module.storage.origin
  web_bucket          = module.storage.web_bucket

  depends_on = [google_project_service.api]
}

module "observability" {
  source = "../observability"

  cost                     = var.cost
  database                 = local._postgres ? { connection_budget = var.connection_budget, monitoring_id = module.postgres[0].monitoring_id } : null
  dead_letter_subscription = module.pubsub.subscriptions.dead_letter
  host                     = var.domains[0]
  labels                   = local._labels
  objectives               = var.objectives
  operators                = var.operators
  prefix                   = local._prefix
  project_id               = var.project_id
  project_number           = local._number
  routes                   = var.manifest.routes
  thresholds               = var.thresholds

  depends_on = [google_project_service.api]
}
