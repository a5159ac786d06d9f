resource "google_monitoring_uptime_check_config" "check" {
  for_each = { api = "/v1/healthz", app = "/" }

  project      = var.project_id
  display_name = "${var.prefix}-${each.key}"
  period       = "60s"
  timeout      = "10s"

  http_check {
    path         = each.value
    port         = 443
    use_ssl      = true
    validate_ssl = true
  }

  monitored_resource {
    type = "uptime_url"
    labels = {
      host       = var.host
      project_id = var.project_id
    }
  }
}
