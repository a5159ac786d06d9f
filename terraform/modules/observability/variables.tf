variable "cost" {
  description = "Billing account, its currency, and the whole units of it that a month may cost. Null makes no budget."
  type = object({
    billing_account = string
    currency        = optional(string, "USD")
    monthly_budget  = number
  })
  default = null

  validation {
    condition     = var.cost == null || try(var.cost.monthly_budget >= 1 && floor(var.cost.monthly_budget) == var.cost.monthly_budget, false)
    error_message = "The budget of a month is a whole number of 1 or more."
  }
}

variable "database" {
  description = "The instance as Cloud Monitoring names it, and its connection budget. Null for a database elsewhere."
  type = object({
    connection_budget = number
    monitoring_id     = string
  })
  default = null
}

variable "dead_letter_subscription" {
  description = "Name of the subscription that keeps dead letters."
  type        = string
}

variable "host" {
  description = "Host name of the product."
  type        = string
}

variable "labels" {
  description = "Labels of all resources."
  type        = map(string)
  default     = {}
}

variable "objectives" {
  description = "Shares of requests of 28 days, each below 1: answered without a fault of ours, and answered within a second."
  type = object({
    availability = optional(number, 0.998)
    latency      = optional(number, 0.95)
  })
  default = {}

  validation {
    condition     = alltrue([for goal in values(var.objectives) : goal >= 0.5 && goal <= 0.9999])
    error_message = "An objective lies between 0.5 and 0.9999: nobody can promise everything."
  }
}

variable "operators" {
  description = "Mail addresses that get alerts, by a name for each."
  type        = map(string)

  validation {
    condition     = alltrue([for address in values(var.operators) : can(regex("^[^@ ]+@[^@ ]+$", address))])
    error_message = "An operator is reached at a mail address."
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

variable "project_number" {
  description = "Number of the Google project; budgets are filtered by it."
  type        = string
}

variable "routes" {
  description = "The routes of manifest/routes.json."
  type = list(object({
    aliases     = list(string)
    hidesCaller = bool
    path        = string
  }))
}

variable "stream_paths" {
  description = "Paths that the relay serves, the old ones too: their URLs carry tokens and names of channels."
  type        = set(string)
  default     = ["/api/activity/stream", "/api/events/stream", "/sse", "/v1/stream"]
}

variable "thresholds" {
  description = "When to alert: seconds for which the outbox or a worker may hold an event, failed requests a second, and what the slowest twentieth may take: a request, its wait for a connection, an event on its way to a worker (milliseconds) and to a browser (seconds)."
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
