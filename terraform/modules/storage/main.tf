# Uploads: browsers write with presigned requests, so the store speaks S3. Either a bucket of
# Cloudflare's R2, which bills no egress, or one of Google's with its S3 front.
resource "google_storage_bucket" "uploads" {
  count = var.backend == "gcs" ? 1 : 0

  project                     = var.project_id
  name                        = "${var.project_id}-uploads"
  location                    = var.location
  labels                      = var.labels
  force_destroy               = false
  public_access_prevention    = "enforced"
  uniform_bucket_level_access = true

  cors {
    origin          = var.origins
    method          = ["GET", "HEAD", "PUT"]
    response_header = ["Content-Type", "Content-Length", "ETag", "x-amz-checksum-sha256"]
    max_age_seconds = 3600
  }

  dynamic "encryption" {
    for_each = var.kms_key_name == null ? [] : [var.kms_key_name]

    content {
      default_kms_key_name = encryption.value
    }
  }

  lifecycle_rule {
    action {
      type = "AbortIncompleteMultipartUpload"
    }
    condition {
      age = 1
    }
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      days_since_noncurrent_time = var.noncurrent_days
      with_state                 = "ARCHIVED"
    }
  }

  soft_delete_policy {
    retention_duration_seconds = 604800
  }

  versioning {
    enabled = true
  }
}

resource "google_storage_bucket_iam_member" "uploads" {
  count = var.backend == "gcs" ? 1 : 0

  bucket = google_storage_bucket.uploads[0].name
  role   = "roles/storage.objectUser"
  member = "serviceAccount:${var.service_account}"
}

# The provider returns the key's secret, so it is in the state as well; it opens this bucket only.
resource "google_storage_hmac_key" "uploads" {
  count = var.backend == "gcs" ? 1 : 0

  project               = var.project_id
  service_account_email = var.service_account
}

resource "google_secret_manager_secret_version" "secret_key" {
  count = var.backend == "gcs" ? 1 : 0

  secret                 = var.secret_key_secret_id
  secret_data_wo         = google_storage_hmac_key.uploads[0].secret
  secret_data_wo_version = 1
  deletion_policy        = "DISABLE"
}
