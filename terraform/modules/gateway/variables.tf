variable "backends" {
  description = "Deployed unit that answers each route, by the route's name."
  type        = map(string)
}

variable "blocked_ranges" {
  description = "Address ranges that get no answer but 403, such as 203.0.113.0/24."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for range in var.blocked_ranges : can(cidrhost(range, 0))])
    error_message = "A blocked range is written like 203.0.113.0/24 or 2001:db8::/32."
  }
}

variable "domains" {
  description = "Host names of the product, such as school.example. Their DNS records must point to the gateway's address before Google issues the certificate."
  type        = list(string)

  validation {
    condition     = length(var.domains) >= 1 && alltrue([for domain in var.domains : can(regex("^[a-z0-9-]+(\\.[a-z0-9-]+)+$", domain))])
    error_message = "The gateway needs a host name or more, without a scheme and without a star."
  }
  validation {
    condition     = length(var.domains) <= 15 && length(distinct(var.domains)) == length(var.domains)
    error_message = "The gateway has 15 different host names at most, a certificate for each."
  }
}

variable "fallback_route" {
  description = "Name of a public route whose function answers 404 to paths that no rule knows."
  type        = string
  default     = "meta_info"

  validation {
    condition     = contains(keys(var.backends), var.fallback_route)
    error_message = "The manifest has no route of this name."
  }
}

variable "labels" {
  description = "Labels of all resources."
  type        = map(string)
  default     = {}
}

variable "log_share" {
  description = "Share of requests that the load balancer logs, 0 to 1. Functions log every request themselves."
  type        = number
  default     = 0.1

  validation {
    condition     = var.log_share >= 0 && var.log_share <= 1
    error_message = "The share of logged requests lies between 0 and 1."
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

variable "ready_units" {
  description = "Units that can answer. Give it as a value that is known when they can: the URL map waits for it."
  type        = set(string)
}

variable "region" {
  description = "Region of the functions, such as asia-southeast1."
  type        = string
}

variable "relay_service" {
  description = "Name of the relay's service."
  type        = string
}

variable "requests_per_minute" {
  description = "Requests a minute from one address: to `/v1/auth/…`, and in all. A school may be one address."
  type = object({
    all  = optional(number, 6000)
    auth = optional(number, 300)
  })
  default = {}

  validation {
    condition     = var.requests_per_minute.auth >= 10 && var.requests_per_minute.auth <= var.requests_per_minute.all && var.requests_per_minute.all <= 1000000
    error_message = "The limit for sign-in is 10 at least and no higher than the limit for all."
  }
}

variable "routes" {
  description = "The routes of manifest/routes.json."
  type = list(object({
    aliases = list(string)
    method  = string
    name    = string
    path    = string
  }))

  validation {
    condition     = alltrue([for route in var.routes : !startswith(route.path, "/v1/internal/")])
    error_message = "What is internal has no rule in the gateway."
  }
  validation {
    condition     = alltrue(flatten([for route in var.routes : [for path in concat([route.path], route.aliases) : length(split("{", path)) <= 6]]))
    error_message = "A path pattern of the load balancer has five variables at most."
  }
}

variable "stream_paths" {
  description = "Paths that the relay serves, the old ones too."
  type        = set(string)
  default     = ["/api/activity/stream", "/api/events/stream", "/client.js", "/sse", "/v1/stream"]
}

variable "uploads_origin" {
  description = "Where browsers send and read files, such as https://storage.googleapis.com."
  type        = string

  validation {
    condition     = can(regex("^https://[^/*; ]+$", var.uploads_origin))
    error_message = "An origin is https:// and a host, without a path and without a star."
  }
}

variable "web_bucket" {
  description = "Name of the bucket with the web app."
  type        = string
}
