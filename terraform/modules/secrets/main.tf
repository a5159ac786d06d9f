# The places for secrets. Their values never pass through Terraform: an operator adds versions with
# `gcloud secrets versions add`, or another module writes one with a write-only argument.
resource "google_secret_manager_secret" "secret" {
  for_each = var.secrets

  project             = var.project_id
  secret_id           = each.key
  labels              = var.labels
  deletion_protection = var.deletion_protection
  version_destroy_ttl = "${var.version_destroy_delay}s"

  replication {
    user_managed {
      replicas {
        location = var.region

        dynamic "customer_managed_encryption" {
          for_each = var.kms_key_name == null ? [] : [var.kms_key_name]

          content {
            kms_key_name = customer_managed_encryption.value
          }
        }
      }
    }
  }
}
