variable "billing_account" {
  description = "Billing account for the cost budget, such as 000000-AAAAAA-000000. Null makes no budget."
  type        = string
  default     = null
}

variable "bundle_path" {
  description = "The archive of functions that `make bundle` has written, from here."
  type        = string
  default     = "../../../build/functions.zip"
}

variable "domains" {
  description = "Host names of the product; the first is its address."
  type        = list(string)
}

variable "grade_seal_public_keys" {
  description = "Public keys that verify the seals of chains of marks, as `kid:key,…`, the current one first."
  type        = string
}

variable "images" {
  description = "Images by their digests; `make bundle` and docs/runbooks/deploy.md say how they are made."
  type = object({
    collector = string
    functions = optional(string)
    jobs      = string
    relay     = string
  })
}

variable "jwt_public_keys" {
  description = "Public keys that verify tokens, as `kid:key,…`, the current one first."
  type        = string
}

variable "mail_sender" {
  description = "Sender of all mail, as a name and an address."
  type        = string
  default     = "Stunity <no-reply@stunity.example>"
}

variable "operators" {
  description = "Mail addresses that get alerts, by a name for each."
  type        = map(string)
}

variable "project_id" {
  description = "Id of the Google project of this environment."
  type        = string
}

variable "region" {
  description = "Region of everything."
  type        = string
  default     = "asia-southeast1"
}

variable "upstash" {
  description = "Account at Upstash. Give it as TF_VAR_upstash, never in a file."
  type = object({
    api_key = string
    email   = string
  })
  sensitive = true
}
