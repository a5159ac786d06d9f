variable "backup_location" {
  description = "Where backups are kept: a region or a multi-region such as asia. Null keeps them near the instance."
  type        = string
  default     = null
}

variable "backups_kept" {
  description = "How many daily backups are kept, 1 to 365."
  type        = number
  default     = 14

  validation {
    condition     = var.backups_kept >= 1 && var.backups_kept <= 365
    error_message = "Keep between 1 and 365 backups."
  }
}

variable "connection_budget" {
  description = "Connections that functions, relay and jobs may hold together. The server allows a quarter and 20 more."
  type        = number

  validation {
    condition     = var.connection_budget >= 20 && var.connection_budget <= 4000
    error_message = "The connection budget lies between 20 and 4,000; above that, use a pooler."
  }
}

variable "database_name" {
  description = "Name of the database."
  type        = string
  default     = "stunity"
}

variable "database_version" {
  description = "Cloud SQL's name of the Postgres version. The product needs 16 or later, with the extension vector."
  type        = string
  default     = "POSTGRES_17"

  validation {
    condition     = can(regex("^POSTGRES_(1[6-9]|[2-9][0-9])$", var.database_version))
    error_message = "The product needs POSTGRES_16 or later."
  }
}

variable "deletion_protection" {
  description = "Whether Terraform and Google refuse to delete the instance."
  type        = bool
  default     = true
}

variable "disk_size" {
  description = "First size of the disk in GB, 10 or more; it grows by itself."
  type        = number
  default     = 20

  validation {
    condition     = var.disk_size >= 10
    error_message = "The smallest disk has 10 GB."
  }
}

variable "disk_size_limit" {
  description = "Size in GB at which the disk stops growing; 0 for no limit."
  type        = number
  default     = 500
}

variable "flags" {
  description = "Database flags that replace or join those of the module, by name."
  type        = map(string)
  default     = {}
}

variable "generation" {
  description = "Raise by one to make an instance where another was deleted: its name is taken for a week."
  type        = number
  default     = 1

  validation {
    condition     = var.generation >= 1 && floor(var.generation) == var.generation
    error_message = "Generations are counted from 1."
  }
}

variable "highly_available" {
  description = "Whether a standby in another zone takes over by itself. Doubles the price."
  type        = bool
  default     = false
}

variable "internal_zone" {
  description = "Name of the private DNS zone, and its domain with the final dot."
  type        = object({ domain = string, name = string })
}

variable "kms_key_name" {
  description = "Full name of a key in Cloud KMS that encrypts disk and backups. Null leaves that to Google's own keys. Cannot be changed later."
  type        = string
  default     = null
}

variable "labels" {
  description = "Labels of all resources."
  type        = map(string)
  default     = {}
}

variable "network_id" {
  description = "Id of the network in which the instance gets its private address."
  type        = string
}

variable "owner_name" {
  description = "Role that owns the schema; the user in the connection string of `owner_secret_id`."
  type        = string
  default     = "owner"
}

variable "owner_password_version" {
  description = "Raise by one to give the owner the password that the secret holds now."
  type        = number
  default     = 1
}

variable "owner_secret_id" {
  description = "Id of the secret that holds the owner's connection string."
  type        = string
}

variable "pooler" {
  description = "Cloud SQL's own pooler on port 6432, which needs the edition Enterprise Plus: how many connections it opens to the server and accepts from clients. Null makes none."
  type = object({
    client_connections = optional(number, 5000)
    server_connections = optional(number, 200)
  })
  default = null
}

variable "prefix" {
  description = "First part of every name, such as stunity-prod."
  type        = string
}

variable "project_id" {
  description = "Id of the Google project."
  type        = string
}

variable "recovery_days" {
  description = "Days for which any moment can be restored, 1 to 7 (35 with Enterprise Plus)."
  type        = number
  default     = 7

  validation {
    condition     = var.recovery_days >= 1 && var.recovery_days <= 35
    error_message = "Point-in-time recovery reaches back 1 to 35 days."
  }
}

variable "region" {
  description = "Region of the instance, such as asia-southeast1."
  type        = string
}

variable "tier" {
  description = "Machine type: db-custom-CPUS-MEGABYTES, or db-perf-optimized-N-… with a pooler."
  type        = string
  default     = "db-custom-1-3840"
}
