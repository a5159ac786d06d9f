variable "backend" {
  description = "Where uploads live: gcs (Google Cloud Storage) or r2 (Cloudflare R2)."
  type        = string
  default     = "gcs"

  validation {
    condition     = contains(["gcs", "r2"], var.backend)
    error_message = "Uploads live in gcs or in r2."
  }
}

variable "cloudflare" {
  description = "For r2: the account's id, and where the bucket should lie (apac, eeur, enam, weur, wnam, oc)."
  type = object({
    account_id = string
    location   = optional(string, "apac")
  })
  default = null

  validation {
    condition     = var.backend != "r2" || var.cloudflare != null
    error_message = "An R2 bucket needs the id of a Cloudflare account."
  }
}

variable "kms_key_name" {
  description = "Full name of a key in Cloud KMS that encrypts uploads. Null leaves that to Google's own keys."
  type        = string
  default     = null
}

variable "labels" {
  description = "Labels of all resources."
  type        = map(string)
  default     = {}
}

variable "location" {
  description = "Region or multi-region of Google's buckets, such as asia-southeast1."
  type        = string
}

variable "noncurrent_days" {
  description = "Days after which a replaced or deleted upload is gone for good. A removal of personal data is complete then."
  type        = number
  default     = 7

  validation {
    condition     = var.noncurrent_days >= 1 && var.noncurrent_days <= 30
    error_message = "Replaced uploads are kept for 1 to 30 days."
  }
}

variable "origins" {
  description = "Origins of web apps that may upload, such as https://school.example."
  type        = list(string)

  validation {
    condition     = alltrue([for origin in var.origins : can(regex("^https://[^/*]+$", origin))])
    error_message = "An origin is https:// and a host, without a path and without a star."
  }
}

variable "prefix" {
  description = "First part of every name, such as stunity-prod."
  type        = string
}

variable "project_id" {
  description = "Id of the Google project."
  type        = string
}

variable "secret_key_secret_id" {
  description = "Full name of the secret that receives the S3 secret key."
  type        = string
}

variable "service_account" {
  description = "E-mail address of the account that the S3 key of a gcs bucket belongs to."
  type        = string
}
