variable "attempt_deadline" {
  description = "Seconds a scheduled job has before Cloud Scheduler gives up on it, 15 to 1,800."
  type        = number
  default     = 320

  validation {
    condition     = var.attempt_deadline >= 15 && var.attempt_deadline <= 1800
    error_message = "Cloud Scheduler waits between 15 and 1,800 seconds for a job."
  }
}

variable "environment" {
  description = "Settings of all tasks that are no secret, by the name of the variable."
  type        = map(string)
  default     = {}
}

variable "export_days" {
  description = "Days after which the export of a school is deleted, 1 to 30."
  type        = number
  default     = 7

  validation {
    condition     = var.export_days >= 1 && var.export_days <= 30
    error_message = "An export is kept for 1 to 30 days."
  }
}

variable "image" {
  description = "Image of the tasks by its digest."
  type        = string

  validation {
    condition     = can(regex("@sha256:[0-9a-f]{64}$", var.image))
    error_message = "Name the image by its digest: a tag may be another program tomorrow."
  }
}

variable "jobs" {
  description = "The jobs of manifest/jobs.json. Schedules are in UTC."
  type = list(object({
    deployedName = string
    path         = string
    schedule     = string
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
  description = "Full name of a key in Cloud KMS that encrypts exports. Null leaves that to Google's own keys."
  type        = string
  default     = null
}

variable "labels" {
  description = "Labels of all resources."
  type        = map(string)
  default     = {}
}

variable "network" {
  description = "Network and subnetwork in which tasks reach the database."
  type = object({
    network_name = string
    subnetwork   = string
  })
}

variable "paused" {
  description = "Deployed names of jobs that do not run for now."
  type        = set(string)
  default     = []
}

variable "project_id" {
  description = "Id of the Google project."
  type        = string
}

variable "region" {
  description = "Region of scheduler and tasks, such as asia-southeast1."
  type        = string
}

variable "scheduler_service_account" {
  description = "E-mail address of the account that calls jobs."
  type        = string
}

variable "tasks" {
  description = "Programs that an operator runs: the arguments of the image's interpreter, the kind of identity, whether it writes to the bucket of exports, the time limit in seconds, repetitions after a failure, memory, and parts that run one after another."
  type = map(object({
    args        = list(string)
    environment = optional(map(string), {})
    exports     = optional(bool, false)
    kind        = string
    max_retries = optional(number, 0)
    memory      = optional(string, "512Mi")
    task_count  = optional(number, 1)
    timeout     = optional(number, 3600)
  }))
}

variable "urls" {
  description = "Address of each job without a path, by deployed name."
  type        = map(string)
}
