terraform {
  required_version = ">= 1.11"

  required_providers {
    cloudflare = {
      source  = "cloudflare/cloudflare"
      version = "~> 5.14"
    }
    google = {
      source  = "hashicorp/google"
      version = "~> 6.50"
    }
  }
}
