variable "deletion_protection" {
  description = "Whether Google refuses to delete the machine."
  type        = bool
  default     = true
}

variable "disk_size" {
  description = "Size of the data disk in GB, 10 or more. The index also has to fit into memory."
  type        = number
  default     = 10

  validation {
    condition     = var.disk_size >= 10
    error_message = "The smallest disk has 10 GB."
  }
}

variable "image" {
  description = "Image of Typesense by digest, such as typesense/typesense@sha256:… with its 64 digits."
  type        = string

  validation {
    condition     = can(regex("@sha256:[0-9a-f]{64}$", var.image))
    error_message = "Name the image by its digest: a tag may be another program tomorrow."
  }
}

variable "internal_zone" {
  description = "Name of the private DNS zone, and its domain with the final dot."
  type        = object({ domain = string, name = string })
}

variable "key_secret_id" {
  description = "Id of the secret with the API key."
  type        = string
}

variable "kms_key_name" {
  description = "Full name of a key in Cloud KMS that encrypts the disks. Null leaves that to Google's own keys."
  type        = string
  default     = null
}

variable "labels" {
  description = "Labels of all resources."
  type        = map(string)
  default     = {}
}

variable "machine_type" {
  description = "Machine type; its memory bounds the index."
  type        = string
  default     = "e2-small"
}

variable "network_name" {
  description = "Name of the network."
  type        = string
}

variable "prefix" {
  description = "First part of every name, such as stunity-prod."
  type        = string
}

variable "project_id" {
  description = "Id of the Google project."
  type        = string
}

variable "region" {
  description = "Region of the snapshots, such as asia-southeast1."
  type        = string
}

variable "service_account" {
  description = "E-mail address of the machine's service account, which may read the key and nothing else."
  type        = string
}

variable "snapshot_days" {
  description = "Days for which snapshots of the disk are kept."
  type        = number
  default     = 3

  validation {
    condition     = var.snapshot_days >= 1
    error_message = "Keep snapshots for a day at least."
  }
}

variable "source_ranges" {
  description = "Addresses that may connect: those of the services and of the functions' connector."
  type        = set(string)

  validation {
    condition     = !contains(var.source_ranges, "0.0.0.0/0")
    error_message = "The search server is never open to the internet."
  }
}

variable "subnetwork" {
  description = "Name of the machine's subnetwork."
  type        = string
}

variable "zone" {
  description = "Zone of machine and disk, such as asia-southeast1-a."
  type        = string
}
