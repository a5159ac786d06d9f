variable "alone" {
  description = "For area: names of routes that get a unit of their own all the same, such as those that a whole class calls at once."
  type        = set(string)
  default     = []

  validation {
    condition     = length(setsubtract(var.alone, [for route in var.routes : route.name])) == 0
    error_message = "There is no route ${join(", ", setsubtract(var.alone, [for route in var.routes : route.name]))} to stand alone."
  }
}

variable "area_kinds" {
  description = "Kind of the routes of an area; an area that is not named is of the kind api."
  type        = map(string)
  default     = {}
}

variable "build" {
  description = "For route and area: the repository that receives the built images (full name), and the account that builds (e-mail address and full resource name)."
  type = object({
    repository_id      = string
    service_account    = string
    service_account_id = string
  })
}

variable "bundle_path" {
  description = "For route and area: the archive that `make bundle` has written."
  type        = string
  default     = null

  validation {
    condition     = var.bundle_path == null || try(fileexists(var.bundle_path), false)
    error_message = "There is no bundle: run `make bundle` first."
  }
}

variable "callers" {
  description = "E-mail addresses of the accounts that call workers (`pusher`) and jobs (`scheduler`)."
  type = object({
    pusher    = string
    scheduler = string
  })
}

variable "environment" {
  description = "Settings of all functions that are no secret, by the name of the variable."
  type        = map(string)
}

variable "granularity" {
  description = "What is deployed from the manifest: `route` (a Cloud Function for each route), `area` (one for each area), or `image` (a Cloud Run service for each route, all from one image)."
  type        = string
  default     = "route"

  validation {
    condition     = contains(["route", "area", "image"], var.granularity)
    error_message = "The granularity is route, area or image."
  }
}

variable "image" {
  description = "For image: the functions' image by its digest."
  type        = string
  default     = null
}

variable "jobs" {
  description = "The jobs of manifest/jobs.json."
  type = list(object({
    deployedName = string
    name         = string
    summary      = string
  }))
}

variable "kinds" {
  description = "By kind: the e-mail address of its service account, and its secrets, as names of variables with the ids of secrets."
  type = map(object({
    secrets         = map(string)
    service_account = string
  }))
}

variable "kms_key_name" {
  description = "Full name of a key in Cloud KMS that encrypts the source. Null leaves that to Google's own keys."
  type        = string
  default     = null
}

variable "labels" {
  description = "Labels of all resources."
  type        = map(string)
  default     = {}
}

variable "network" {
  description = "How functions reach the database: the connector for Cloud Functions, network and subnetwork for Cloud Run."
  type = object({
    connector_id = string
    network_name = string
    subnetwork   = string
  })
}

variable "project_id" {
  description = "Id of the Google project."
  type        = string
}

variable "project_number" {
  description = "Number of the Google project; the address of a service carries it."
  type        = string
}

variable "region" {
  description = "Region of the functions, such as asia-southeast1."
  type        = string
}

variable "routes" {
  description = "The routes of manifest/routes.json."
  type = list(object({
    unit         = string
    deployedName = string
    name         = string
    public       = bool
    summary      = string
  }))

  validation {
    condition     = alltrue([for route in var.routes : length(route.deployedName) <= 45])
    error_message = "A deployed name has 45 characters at most: with `-run` and the project's number it must fit into a DNS label."
  }
}

variable "scaling" {
  description = "Size of a function: `concurrency` requests and `pool` connections for each instance, `cpu` in cores, `memory` such as 512M, `minimum` and `maximum` instances, `timeout` in seconds. `kinds` and `units` (by deployed name) override the default."
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

  validation {
    condition     = var.scaling.default.pool <= var.scaling.default.concurrency
    error_message = "An instance needs no more connections than it handles requests at a time."
  }
  validation {
    condition     = var.scaling.default.minimum <= var.scaling.default.maximum && var.scaling.default.maximum >= 1
    error_message = "A function has one instance at most or more, and no fewer than its minimum."
  }
  validation {
    condition     = can(regex("^[0-9]+M$", var.scaling.default.memory))
    error_message = "Memory is written in megabytes, such as 512M."
  }
}

variable "service_kinds" {
  description = "Kind of a worker or a job by its name; those not named are of the kinds worker and job."
  type        = map(string)
  default     = {}
}

variable "workers" {
  description = "The workers of manifest/workers.json."
  type = list(object({
    deployedName = string
    name         = string
    summary      = string
  }))
}
