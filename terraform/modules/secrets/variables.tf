variable "deletion_protection" {
  description = "Whether Terraform refuses to delete the secrets."
  type        = bool
  default     = true
}

variable "kms_key_name" {
  description = "Full name of a key in Cloud KMS that encrypts the secrets. Null leaves that to Google's own keys."
  type        = string
  default     = null
}

variable "labels" {
  description = "Labels of all resources."
  type        = map(string)
  default     = {}
}

variable "project_id" {
  description = "Id of the Google project."
  type        = string
}

variable "region" {
  description = "Region where the values are kept, such as asia-southeast1."
  type        = string
}

variable "secrets" {
  description = "Secrets by id; `readers` are the kinds of code that may read one."
  type        = map(object({ readers = set(string) }))
}

variable "service_accounts" {
  description = "E-mail address of the service account of each kind."
  type        = map(string)
}

variable "version_destroy_delay" {
  description = "Seconds for which a destroyed version can still be brought back: 86,400 (a day) or more."
  type        = number
  default     = 604800

  validation {
    condition     = var.version_destroy_delay >= 86400
    error_message = "A destroyed version must be recoverable for a day at least."
  }
}
