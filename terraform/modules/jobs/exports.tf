# Where a task writes what a school asked for: see docs/runbooks/school.md. An export is personal
# data of a whole school, so it is gone after a week, whoever forgets it.
resource "google_storage_bucket" "exports" {
  # checkov:skip=CKV_GCP_62:Reads of exports are in the audit log of the project.
  # checkov:skip=CKV_GCP_78:A version that outlives its deletion is what this bucket must not have.
  project                     = var.project_id
  name                        = "${var.project_id}-exports"
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
      age = var.export_days
    }
  }

  soft_delete_policy {
    retention_duration_seconds = 0
  }
}

resource "google_storage_bucket_iam_member" "exports" {
  for_each = toset([for task in values(var.tasks) : task.kind if task.exports])

  bucket = google_storage_bucket.exports.name
  role   = "roles/storage.objectUser"
  member = "serviceAccount:${var.kinds[each.key].service_account}"
}
