# The web app: static files that anybody may read, and nothing else.
resource "google_storage_bucket" "web" {
  # checkov:skip=CKV_GCP_62:The load balancer logs every request for these files.
  # checkov:skip=CKV_GCP_114:The web app is public; the bucket holds only what the build put there.
  project                     = var.project_id
  name                        = "${var.project_id}-web"
  location                    = var.location
  labels                      = var.labels
  force_destroy               = true
  uniform_bucket_level_access = true

  versioning {
    enabled = true
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      num_newer_versions = 3
    }
  }

  website {
    # What has no file here, the load balancer answers: see the last rule of its map.
    main_page_suffix = "index.html"
  }
}

resource "google_storage_bucket_iam_member" "web_readers" {
  # checkov:skip=CKV_GCP_28:The web app is public; the bucket holds only what the build put there.
  bucket = google_storage_bucket.web.name
  role   = "roles/storage.objectViewer"
  member = "allUsers"
}
