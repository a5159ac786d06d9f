terraform {
  required_version = ">= 1.11"

  # The bucket is made by hand, once, before the first run: docs/runbooks/deploy.md.
  backend "gcs" {
    prefix = "stunity"
  }

  required_providers {
    cloudflare = {
      source  = "cloudflare/cloudflare"
      version = "~> 5.14"
    }
    google = {
      source  = "hashicorp/google"
      version = "~> 6.50"
    }
    upstash = {
      source  = "upstash/upstash"
      version = "~> 2.0"
    }
  }
}

provider "google" {
  project = var.project_id
  region  = var.region
  # Quota and billing of every call belong to this project, also for budgets.
  billing_project       = var.project_id
  user_project_override = true
}

# Signs in with CLOUDFLARE_API_TOKEN; asked only where uploads live in R2.
provider "cloudflare" {}

provider "upstash" {
  api_key = var.upstash.api_key
  email   = var.upstash.email
}
