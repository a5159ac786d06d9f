variable "connector" {
  description = "The connector that Cloud Functions use: an unused /28 `range`, its machine type and how many machines (2 to 10). Null makes none, where all functions are images on Cloud Run."
  type = object({
    machine_type  = optional(string, "e2-micro")
    max_instances = optional(number, 3)
    min_instances = optional(number, 2)
    range         = optional(string, "10.8.0.0/28")
  })
  default = {}

  validation {
    condition     = var.connector == null || try(endswith(var.connector.range, "/28"), false)
    error_message = "The connector takes a range of 16 addresses, such as 10.8.0.0/28."
  }
  validation {
    condition     = var.connector == null || try(var.connector.min_instances >= 2 && var.connector.max_instances > var.connector.min_instances && var.connector.max_instances <= 10, false)
    error_message = "The connector has at least 2 machines, at most 10, and may grow by one at least."
  }
}

variable "flow_sampling" {
  description = "Share of network flows that are logged, 0 to 1."
  type        = number
  default     = 0.1

  validation {
    condition     = var.flow_sampling >= 0 && var.flow_sampling <= 1
    error_message = "The share of logged flows lies between 0 and 1."
  }
}

variable "internal_domain" {
  description = "Private DNS domain of the servers inside the network, with its final dot."
  type        = string
  default     = "stunity.internal."

  validation {
    condition     = endswith(var.internal_domain, ".")
    error_message = "A DNS domain ends with a dot here."
  }
}

variable "managed_services_prefix_length" {
  description = "Size of the range for managed services, in bits of the prefix: 20 leaves 4,096 addresses."
  type        = number
  default     = 20

  validation {
    condition     = var.managed_services_prefix_length >= 16 && var.managed_services_prefix_length <= 24
    error_message = "Managed services need a range between /24 and /16."
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

variable "region" {
  description = "Region of all resources, such as asia-southeast1."
  type        = string
}

variable "services_range" {
  description = "Addresses of relay, jobs and search server. Cloud Run takes two for each instance, and four during a rollout: a /22 carries 250 instances."
  type        = string
  default     = "10.10.0.0/22"

  validation {
    condition     = can(cidrhost(var.services_range, 0)) && try(tonumber(split("/", var.services_range)[1]) <= 26, false)
    error_message = "The range is an IPv4 block of 64 addresses (/26) or more."
  }
}
