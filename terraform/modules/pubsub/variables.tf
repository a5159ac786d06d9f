variable "ack_deadline" {
  description = "Seconds a worker has for one event, 10 to 600."
  type        = number
  default     = 60

  validation {
    condition     = var.ack_deadline >= 10 && var.ack_deadline <= 600
    error_message = "Pub/Sub waits between 10 and 600 seconds for an answer."
  }
}

variable "backlog_retention" {
  description = "Seconds for which an event waits for a worker that is down: 600 (ten minutes) to 2,678,400 (31 days)."
  type        = number
  default     = 604800

  validation {
    condition     = var.backlog_retention >= 600 && var.backlog_retention <= 2678400
    error_message = "A backlog is kept between 10 minutes and 31 days."
  }
}

variable "backoff" {
  description = "Seconds before the first repetition, and at the most before a later one (0 to 600)."
  type = object({
    maximum = optional(number, 600)
    minimum = optional(number, 10)
  })
  default = {}

  validation {
    condition     = var.backoff.minimum >= 0 && var.backoff.minimum <= var.backoff.maximum && var.backoff.maximum <= 600
    error_message = "Repetitions wait between 0 and 600 seconds, the first no longer than the last."
  }
}

variable "dead_letter_retention" {
  description = "Seconds for which a dead letter waits for a person: 600 to 2,678,400 (31 days)."
  type        = number
  default     = 1209600

  validation {
    condition     = var.dead_letter_retention >= 600 && var.dead_letter_retention <= 2678400
    error_message = "Dead letters are kept between 10 minutes and 31 days."
  }
}

variable "delivery_attempts" {
  description = "Deliveries of an event before it becomes a dead letter, 5 to 100."
  type        = number
  default     = 5

  validation {
    condition     = var.delivery_attempts >= 5 && var.delivery_attempts <= 100
    error_message = "Pub/Sub tries 5 to 100 times before it gives up."
  }
}

variable "event_retention" {
  description = "Seconds for which published events can be delivered again (seek): 600 to 2,678,400 (31 days)."
  type        = number
  default     = 86400

  validation {
    condition     = var.event_retention >= 600 && var.event_retention <= 2678400
    error_message = "Events are kept between 10 minutes and 31 days."
  }
}

variable "event_types" {
  description = "All event types of the manifest."
  type        = set(string)
}

variable "kms_key_name" {
  description = "Full name of a key in Cloud KMS that encrypts messages. Null leaves that to Google's own keys."
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

variable "project_number" {
  description = "Number of the Google project; Google's own accounts carry it in their names."
  type        = string
}

variable "publishers" {
  description = "E-mail addresses of the accounts that publish events, by kind."
  type        = map(string)
}

variable "push_service_account" {
  description = "E-mail address of the account that pushes to workers."
  type        = string
}

variable "push_service_account_id" {
  description = "Full resource name of the same account."
  type        = string
}

variable "regions" {
  description = "Regions where messages may be stored."
  type        = set(string)
}

variable "relay_service_account" {
  description = "E-mail address of the relay's account."
  type        = string
}

variable "topic_attachment_role" {
  description = "Custom role that lets a relay attach its subscription."
  type        = string
}

variable "worker_urls" {
  description = "Address of each worker without a path, by deployed name."
  type        = map(string)
}

variable "workers" {
  description = "The workers of manifest/workers.json."
  type = list(object({
    deployedName = string
    filter       = string
    path         = string
    subscribes   = set(string)
  }))
}
