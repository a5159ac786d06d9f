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

variable "relay_service" {
  description = "Name of the relay's service."
  type        = string
}

variable "thresholds" {
  description = "When to alert: seconds for which the outbox may hold an event (whole minutes), failed requests a second, and seconds an event may wait for a worker."
  type = object({
    backlog_seconds   = optional(number, 300)
    errors_per_second = optional(number, 0.2)
    outbox_seconds    = optional(number, 120)
  })
  default = {}

  validation {
    condition     = var.thresholds.outbox_seconds % 60 == 0
    error_message = "The outbox is looked at once a minute: give whole minutes."
  }
}
