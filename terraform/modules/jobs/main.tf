# Cloud Scheduler calls the jobs of the manifest. A job takes an advisory lock and may be repeated.
resource "google_cloud_scheduler_job" "job" {
  for_each = { for job in var.jobs : job.deployedName => job }

  project          = var.project_id
  region           = var.region
  name             = each.key
  description      = each.value.summary
  schedule         = each.value.schedule
  time_zone        = "Etc/UTC"
  attempt_deadline = "${var.attempt_deadline}s"
  paused           = contains(var.paused, each.key)

  http_target {
    http_method = "POST"
    uri         = "${var.urls[each.key]}${each.value.path}"

    oidc_token {
      audience              = var.urls[each.key]
      service_account_email = var.scheduler_service_account
    }
  }

  retry_config {
    retry_count          = 3
    min_backoff_duration = "10s"
    max_backoff_duration = "120s"
    max_doublings        = 3
  }
}
