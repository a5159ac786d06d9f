locals {
  _postgres     = var.postgres != null
  _redis        = var.redis != null
  _typesense_vm = try(var.typesense.machine != null, false)
}

module "network" {
  source = "../network"

  connector      = var.granularity == "image" ? null : var.connector
  prefix         = local._prefix
  project_id     = var.project_id
  region         = var.region
  services_range = var.services_range

  depends_on = [google_project_service.api]
}

module "postgres" {
  source = "../postgres"
  count  = local._postgres ? 1 : 0

  connection_budget      = var.connection_budget
  database_version       = var.postgres.database_version
  deletion_protection    = var.deletion_protection
  disk_size              = var.postgres.disk_size
  flags                  = var.postgres.flags
  generation             = var.postgres.generation
  highly_available       = var.postgres.highly_available
  internal_zone          = module.network.internal_zone
  kms_key_name           = var.kms_key_name
  labels                 = local._labels
  network_id             = module.network.network_id
  owner_password_version = var.postgres.owner_password_version
  owner_secret_id        = "database-owner-url"
  pooler                 = var.postgres.pooler
  prefix                 = local._prefix
  project_id             = var.project_id
  recovery_days          = var.postgres.recovery_days
  region                 = var.region
  tier                   = var.postgres.tier

  depends_on = [module.secrets]
}

module "redis" {
  source = "../redis"
  count  = local._redis ? 1 : 0

  monthly_budget  = var.redis.monthly_budget
  name            = local._prefix
  primary_region  = var.redis.primary_region
  production_pack = var.redis.production_pack
  token_secret_id = module.secrets.ids["upstash-redis-rest-token"]
  token_version   = var.redis.token_version
}

module "typesense" {
  source = "../typesense"
  count  = local._typesense_vm ? 1 : 0

  deletion_protection = var.deletion_protection
  image               = var.typesense.machine.image
  internal_zone       = module.network.internal_zone
  key_secret_id       = "typesense-api-key"
  kms_key_name        = var.kms_key_name
  labels              = local._labels
  machine_type        = var.typesense.machine.type
  network_name        = module.network.network_name
  prefix              = local._prefix
  project_id          = var.project_id
  region              = var.region
  service_account     = module.iam.emails["search"]
  source_ranges       = compact([module.network.services_range, try(var.connector.range, null)])
  subnetwork          = module.network.services_subnetwork
  zone                = "${var.region}-${var.typesense.machine.zone}"

  depends_on = [module.secrets]
}

module "storage" {
  source = "../storage"

  backend              = var.storage.backend
  cloudflare           = var.storage.cloudflare
  kms_key_name         = var.kms_key_name
  labels               = local._labels
  location             = var.region
  origins              = [for domain in var.domains : "https://${domain}"]
  prefix               = local._prefix
  project_id           = var.project_id
  secret_key_secret_id = module.secrets.ids["s3-secret-key"]
  service_account      = module.iam.emails["uploads"]

  depends_on = [google_project_service.api]
}

# Images of functions, relay and tasks.
resource "google_artifact_registry_repository" "images" {
  project                = var.project_id
  location               = var.region
  repository_id          = local._prefix
  description            = "Images of functions, relay and tasks"
  format                 = "DOCKER"
  kms_key_name           = var.kms_key_name
  labels                 = local._labels
  cleanup_policy_dry_run = false

  docker_config {
    immutable_tags = true
  }

  lifecycle {
    # Another key would be another repository, without the images that are running.
    ignore_changes = [kms_key_name]
  }

  cleanup_policies {
    id     = "keep-recent"
    action = "KEEP"

    most_recent_versions {
      keep_count = 20
    }
  }

  cleanup_policies {
    id     = "delete-old"
    action = "DELETE"

    condition {
      older_than = "7776000s"
    }
  }

  depends_on = [google_project_service.api]
}
