variable "kinds" {
  description = "Kinds of code that run under an identity of their own, by short name. `builds`: builds functions. `makes_subscriptions`: makes Pub/Sub subscriptions at run time. `removes_subscriptions`: lists and deletes them. `writes_telemetry`: writes metrics and spans."
  type = map(object({
    builds                = optional(bool, false)
    description           = string
    makes_subscriptions   = optional(bool, false)
    removes_subscriptions = optional(bool, false)
    writes_telemetry      = optional(bool, false)
  }))

  validation {
    condition     = alltrue([for name in keys(var.kinds) : can(regex("^[a-z][a-z0-9-]{1,12}$", name))])
    error_message = "A kind is named with 2 to 13 lower-case letters, digits and hyphens."
  }
}

variable "prefix" {
  description = "First part of every name, such as stunity-prod."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,15}$", var.prefix))
    error_message = "The prefix has 3 to 16 lower-case letters, digits and hyphens: an account id ends at 30 characters."
  }
}

variable "project_id" {
  description = "Id of the Google project."
  type        = string
}
