variable "monthly_budget" {
  description = "Dollars a month at which Upstash throttles the database. The product then works without it."
  type        = number
  default     = 20

  validation {
    condition     = var.monthly_budget >= 1
    error_message = "The budget is a dollar a month at least."
  }
}

variable "name" {
  description = "Name of the database in Upstash's console."
  type        = string
}

variable "primary_region" {
  description = "Region of Upstash that takes writes; choose the one nearest to the functions."
  type        = string
  default     = "ap-southeast-1"

  validation {
    condition     = contains(["ap-northeast-1", "ap-southeast-1", "ap-southeast-2", "eu-central-1", "eu-west-1", "sa-east-1", "us-east-1", "us-west-1", "us-west-2"], var.primary_region)
    error_message = "Upstash has no such region: see the list in this variable's validation."
  }
}

variable "production_pack" {
  description = "Whether Upstash's paid pack (SLA, encryption at rest, more metrics) is on."
  type        = bool
  default     = false
}

variable "read_regions" {
  description = "Further regions with a copy for reading."
  type        = set(string)
  default     = []
}

variable "token_secret_id" {
  description = "Full name of the secret that receives the token."
  type        = string
}

variable "token_version" {
  description = "Raise by one to store the token anew, after it was renewed in Upstash's console."
  type        = number
  default     = 1
}
