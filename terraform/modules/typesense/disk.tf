resource "google_compute_disk" "data" {
  project = var.project_id
  name    = "${var.prefix}-typesense-data"
  zone    = var.zone
  type    = "pd-balanced"
  size    = var.disk_size
  labels  = var.labels

  dynamic "disk_encryption_key" {
    for_each = var.kms_key_name == null ? [] : [var.kms_key_name]

    content {
      kms_key_self_link = disk_encryption_key.value
    }
  }

  lifecycle {
    # A disk keeps its key; another one would be an empty disk.
    ignore_changes = [disk_encryption_key]
  }
}

# A snapshot saves the hours of a rebuild, not the data: that is in Postgres.
resource "google_compute_resource_policy" "snapshots" {
  project = var.project_id
  name    = "${var.prefix}-typesense-snapshots"
  region  = var.region

  snapshot_schedule_policy {
    retention_policy {
      max_retention_days    = var.snapshot_days
      on_source_disk_delete = "APPLY_RETENTION_POLICY"
    }

    schedule {
      daily_schedule {
        days_in_cycle = 1
        start_time    = "20:00"
      }
    }
  }
}

resource "google_compute_disk_resource_policy_attachment" "snapshots" {
  project = var.project_id
  name    = google_compute_resource_policy.snapshots.name
  disk    = google_compute_disk.data.name
  zone    = var.zone
}
