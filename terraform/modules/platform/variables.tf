variable "alone" {
  description = "For the granularity area: names of routes that get a unit of their own all the same."
  type        = set(string)
  default     = []
}

variable "blocked_ranges" {
  description = "Address ranges that get no answer but 403."
  type        = set(string)
  default     = []
}

variable "bundle_path" {
  description = "For the granularities route and area: the archive that `make bundle` has written."
  type        = string
  default     = null
}

variable "connection_budget" {
  description = "Connections to the database that functions, relay and tasks may hold together. A plan fails when the sum of instances × pool is higher. During a rollout, the old and the new revision of what changed both hold theirs: the server allows a quarter more."
  type        = number
}

variable "connector" {
  description = "The functions' connector to the network: its /28 range and machines."
  type = object({
    machine_type  = optional(string, "e2-micro")
    max_instances = optional(number, 3)
    min_instances = optional(number, 2)
    range         = optional(string, "10.8.0.0/28")
  })
  default = {}
}

variable "cors_origins" {
  description = "Origins of web apps elsewhere that may call the API, such as https://app.example."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for origin in var.cors_origins : can(regex("^https://[^/*]+$", origin))])
    error_message = "An origin is https:// and a host, without a path and without a star."
  }
}

variable "cost" {
  description = "Billing account, its currency, and the whole units of it that a month may cost. Null makes no budget."
  type = object({
    billing_account = string
    currency        = optional(string, "USD")
    monthly_budget  = number
  })
  default = null
}

variable "deletion_protection" {
  description = "Whether Terraform refuses to delete what holds data."
  type        = bool
  default     = true
}

variable "domains" {
  description = "Host names of the product; the first is its address."
  type        = list(string)
}

variable "embeddings" {
  description = "Who makes vectors of texts: the service (`huggingface`, or `openai` for whatever speaks that protocol, with its `url`), and its model of 384 dimensions. Its key is the secret `embedding-api-key`. Null makes none; schools decide whether their texts leave."
  type = object({
    provider = string
    url      = optional(string)
    model    = optional(string, "intfloat/multilingual-e5-small")
    version  = optional(string, "1")
  })
  default = null

  validation {
    condition     = var.embeddings == null || try(var.embeddings.provider == "huggingface" || (var.embeddings.provider == "openai" && startswith(coalesce(var.embeddings.url, "-"), "https://")), false)
    error_message = "Vectors come from huggingface, or from openai with the https:// URL of its service."
  }
}

variable "environment" {
  description = "Name of the environment: dev, staging or prod."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{1,7}$", var.environment))
    error_message = "An environment is named with 2 to 8 lower-case letters and digits."
  }
}

variable "extra_environment" {
  description = "Further settings of functions that are no secret, by the name of the variable."
  type        = map(string)
  default     = {}
}

variable "grade_seal_public_keys" {
  description = "Public keys that verify the seals of chains of marks, as `kid:key,…`, the current one first. They are published; the private ones are in the secret grade-seal-keys."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]+:[A-Za-z0-9_-]{43}(,[A-Za-z0-9_-]+:[A-Za-z0-9_-]{43})*$", var.grade_seal_public_keys))
    error_message = "Public keys are written kid:key,kid:key, each key in 43 characters of base64url."
  }
}

variable "granularity" {
  description = "What is deployed from the manifest: route, area or image. See modules/functions."
  type        = string
  default     = "area"
}

variable "images" {
  description = "Images by their digests: of the tasks, of the relay and of the collector beside it, and for the granularity image of the functions."
  type = object({
    collector = string
    functions = optional(string)
    jobs      = string
    relay     = string
  })
}

variable "jwt_public_keys" {
  description = "Public keys that verify tokens, as `kid:key,…`, the current one first. They are no secret; the private ones are in the secret jwt-signing-keys."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]+:[A-Za-z0-9_-]{43}(,[A-Za-z0-9_-]+:[A-Za-z0-9_-]{43})*$", var.jwt_public_keys))
    error_message = "Public keys are written kid:key,kid:key, each key in 43 characters of base64url."
  }
}

variable "kms_key_name" {
  description = "Full name of a key in Cloud KMS that encrypts everything that holds data. Null leaves that to Google's own keys. A database, a repository of images and a search server's disks keep the keys that they were made with."
  type        = string
  default     = null
}

variable "log_level" {
  description = "Least severity that functions and relay log: DEBUG, INFO, WARNING or ERROR."
  type        = string
  default     = "INFO"

  validation {
    condition     = contains(["DEBUG", "INFO", "WARNING", "ERROR"], var.log_level)
    error_message = "The log level is DEBUG, INFO, WARNING or ERROR."
  }
}

variable "mail" {
  description = "Whether mail is sent, through the server of the secret smtp-url. Otherwise the worker leaves mails queued."
  type        = bool
  default     = true
}

variable "mail_sender" {
  description = "Sender of all mail, as a name and an address."
  type        = string
}

variable "manifest" {
  description = "The decoded files of terraform/manifest: `events`, `jobs`, `routes` and `workers`."
  type = object({
    events = list(object({ type = string }))
    jobs = list(object({
      deployedName = string
      name         = string
      path         = string
      schedule     = string
      summary      = string
    }))
    routes = list(object({
      aliases      = list(string)
      unit         = string
      deployedName = string
      hidesCaller  = bool
      method       = string
      name         = string
      path         = string
      public       = bool
      summary      = string
    }))
    workers = list(object({
      deployedName = string
      filter       = string
      name         = string
      path         = string
      subscribes   = list(string)
      summary      = string
    }))
  })
}

variable "objectives" {
  description = "What is promised of requests. See modules/observability."
  type = object({
    availability = optional(number, 0.998)
    latency      = optional(number, 0.95)
  })
  default = {}
}

variable "operators" {
  description = "Mail addresses that get alerts, by a name for each."
  type        = map(string)
}

variable "paused_jobs" {
  description = "Deployed names of jobs that do not run for now."
  type        = set(string)
  default     = []
}

variable "postgres" {
  description = "Cloud SQL: machine type, version, disk in GB, standby, days of recovery, further flags, the pooler, and a number to raise where an instance was deleted. Null for a database elsewhere (Neon, Supabase), whose connection strings are then put into the secrets."
  type = object({
    database_version       = optional(string, "POSTGRES_17")
    disk_size              = optional(number, 20)
    flags                  = optional(map(string), {})
    generation             = optional(number, 1)
    highly_available       = optional(bool, false)
    owner_password_version = optional(number, 1)
    pooler = optional(object({
      client_connections = optional(number, 5000)
      server_connections = optional(number, 200)
    }))
    recovery_days = optional(number, 7)
    tier          = optional(string, "db-custom-1-3840")
  })
  default = {}
}

variable "project_id" {
  description = "Id of the Google project. Each environment has one of its own."
  type        = string
}

variable "push" {
  description = "What browsers are given for pushes: the public half of the key in the secret vapid-private-key, and an address at which push services reach the operator. Null sends no pushes."
  type = object({
    vapid_public_key = string
    vapid_subject    = string
  })
  default = null
}

variable "redis" {
  description = "Upstash: region, dollars a month at which it throttles, paid pack, and a number to raise when the token was renewed. Null works without Redis."
  type = object({
    monthly_budget  = optional(number, 20)
    primary_region  = optional(string, "ap-southeast-1")
    production_pack = optional(bool, false)
    token_version   = optional(number, 1)
  })
  default = {}
}

variable "region" {
  description = "Region of everything, such as asia-southeast1 (Singapore)."
  type        = string
  default     = "asia-southeast1"
}

variable "relay" {
  description = "Size of the relay: cores, memory, instances, streams and connections of each instance."
  type = object({
    cpu                  = optional(string, "1")
    max_instances        = optional(number, 5)
    memory               = optional(string, "512Mi")
    min_instances        = optional(number, 1)
    pool                 = optional(number, 6)
    streams_per_instance = optional(number, 900)
  })
  default = {}
}

variable "requests_per_minute" {
  description = "Requests a minute from one address: to sign-in, and in all."
  type = object({
    all  = optional(number, 6000)
    auth = optional(number, 300)
  })
  default = {}
}

variable "scaling" {
  description = "Size of functions: a default, and what differs by kind or by deployed name. See modules/functions."
  type = object({
    default = object({
      concurrency = number
      cpu         = string
      maximum     = number
      memory      = string
      minimum     = number
      pool        = number
      timeout     = number
    })
    kinds = optional(map(object({
      concurrency = optional(number)
      cpu         = optional(string)
      maximum     = optional(number)
      memory      = optional(string)
      minimum     = optional(number)
      pool        = optional(number)
      timeout     = optional(number)
    })), {})
    units = optional(map(object({
      concurrency = optional(number)
      cpu         = optional(string)
      maximum     = optional(number)
      memory      = optional(string)
      minimum     = optional(number)
      pool        = optional(number)
      timeout     = optional(number)
    })), {})
  })
}

variable "services_range" {
  description = "Addresses of relay, tasks and search server in the network."
  type        = string
  default     = "10.10.0.0/22"
}

variable "storage" {
  description = "Where uploads live: gcs, or r2 with a Cloudflare account."
  type = object({
    backend = optional(string, "gcs")
    cloudflare = optional(object({
      account_id = string
      location   = optional(string, "apac")
    }))
  })
  default = {}
}

variable "tasks" {
  description = "Further programs that an operator runs, such as a backfill. See modules/jobs."
  type = map(object({
    args        = list(string)
    environment = optional(map(string), {})
    kind        = optional(string, "migrator")
    max_retries = optional(number, 0)
    memory      = optional(string, "512Mi")
    task_count  = optional(number, 1)
    timeout     = optional(number, 3600)
  }))
  default = {}
}

variable "thresholds" {
  description = "When to alert. See modules/observability."
  type = object({
    backlog_seconds   = optional(number, 300)
    errors_per_second = optional(number, 0.2)
    event_lag_ms      = optional(number, 60000)
    latency_ms        = optional(number, 1500)
    outbox_seconds    = optional(number, 120)
    pool_wait_ms      = optional(number, 250)
    relay_lag_seconds = optional(number, 2.5)
  })
  default = {}
}

variable "typesense" {
  description = "Search: a `machine` of ours (image by digest, type, letter of its zone), or the host of a `cloud` cluster. Null searches in Postgres."
  type = object({
    cloud = optional(object({ host = string }))
    machine = optional(object({
      image = string
      type  = optional(string, "e2-small")
      zone  = optional(string, "a")
    }))
  })
  default = null

  validation {
    condition     = var.typesense == null || try((var.typesense.cloud == null) != (var.typesense.machine == null), false)
    error_message = "Search has a machine or a cloud cluster: give one of them."
  }
}
