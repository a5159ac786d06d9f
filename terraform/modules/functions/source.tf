# The bundle of `make bundle`. Its name carries its hash: the same code deploys nothing.
resource "google_storage_bucket" "source" {
  # checkov:skip=CKV_GCP_62:Reads of the source by Cloud Build are in the audit log of the project.
  count = var.granularity == "image" ? 0 : 1

  project                     = var.project_id
  name                        = "${var.project_id}-source"
  location                    = var.region
  labels                      = var.labels
  force_destroy               = true
  public_access_prevention    = "enforced"
  uniform_bucket_level_access = true

  dynamic "encryption" {
    for_each = var.kms_key_name == null ? [] : [var.kms_key_name]

    content {
      default_kms_key_name = encryption.value
    }
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      age = 90
    }
  }

  versioning {
    enabled = true
  }
}

resource "google_storage_bucket_object" "bundle" {
  count = var.granularity == "image" ? 0 : 1

  bucket       = google_storage_bucket.source[0].name
  name         = "functions-${filesha256(var.bundle_path)}.zip"
  source       = var.bundle_path
  content_type = "application/zip"
}

resource "google_storage_bucket_iam_member" "builder" {
  count = var.granularity == "image" ? 0 : 1

  bucket = google_storage_bucket.source[0].name
  role   = "roles/storage.objectViewer"
  member = "serviceAccount:${var.build.service_account}"
}
