variable "collector_image" {
  description = "Image of Google's OpenTelemetry Collector by its digest."
  type        = string

  validation {
    condition     = can(regex("@sha256:[0-9a-f]{64}$", var.collector_image))
    error_message = "Name the image by its digest: a tag may be another program tomorrow."
  }
}

variable "cpu" {
  description = "Cores of an instance, and as many processes of the relay in it."
  type        = string
  default     = "1"

  validation {
    condition     = contains(["1", "2", "4", "6", "8"], var.cpu)
    error_message = "Cloud Run has 1, 2, 4, 6 or 8 whole cores for what is never without its processor."
  }
}

variable "deletion_protection" {
  description = "Whether Terraform refuses to delete the relay."
  type        = bool
  default     = true
}

variable "environment" {
  description = "Settings of the relay that are no secret, by the name of the variable."
  type        = map(string)
}

variable "image" {
  description = "Image of the relay by its digest."
  type        = string

  validation {
    condition     = can(regex("@sha256:[0-9a-f]{64}$", var.image))
    error_message = "Name the image by its digest: a tag may be another program tomorrow."
  }
}

variable "labels" {
  description = "Labels of all resources."
  type        = map(string)
  default     = {}
}

variable "max_instances" {
  description = "Most instances. Times the streams of one it is how many browsers can listen: 5 × 900 are 4,500."
  type        = number
  default     = 5

  validation {
    condition     = var.max_instances >= 1 && var.max_instances <= 100
    error_message = "The relay has between 1 and 100 instances; beyond one firehose, shard by tenant."
  }
}

variable "memory" {
  description = "Memory of an instance, such as 512Mi. A stream takes some 2 KB and its buffers."
  type        = string
  default     = "512Mi"
}

variable "min_instances" {
  description = "Instances that always run: 1 or more, or the first browser of the morning waits for a start."
  type        = number
  default     = 1

  validation {
    condition     = var.min_instances >= 0 && var.min_instances <= var.max_instances
    error_message = "The relay cannot have more instances at least than at most."
  }
}

variable "network" {
  description = "Network and subnetwork in which the relay reaches the database."
  type = object({
    network_name = string
    subnetwork   = string
  })
}

variable "pool" {
  description = "Connections to the database for each instance."
  type        = number
  default     = 6
}

variable "project_id" {
  description = "Id of the Google project."
  type        = string
}

variable "region" {
  description = "Region of the relay, such as asia-southeast1."
  type        = string
}

variable "secrets" {
  description = "Secrets of the relay: names of variables with the ids of secrets."
  type        = map(string)
}

variable "service_account" {
  description = "E-mail address of the relay's service account."
  type        = string
}

variable "streams_per_instance" {
  description = "Streams of one instance. Cloud Run passes 1,000 requests at most; the rest is for a browser that asks again before its old stream has ended."
  type        = number
  default     = 900

  validation {
    condition     = var.streams_per_instance >= 1 && var.streams_per_instance <= 1000
    error_message = "Cloud Run passes between 1 and 1,000 requests to an instance."
  }
}
