# What we promise, and how fast the promise is being used up. Two windows for each speed: the long one
# says that it matters, the short one that it still goes on.
locals {
  _objectives = {
    availability = { goal = var.objectives.availability, text = "requests are answered without a fault of ours" }
    latency      = { goal = var.objectives.latency, text = "requests are answered within a second" }
  }
  # Of the budget of 28 days, 2 % in an hour or 5 % in six.
  _speeds = {
    fast = { long = "3600s", short = "300s", rate = 13.44, severity = "CRITICAL" }
    slow = { long = "21600s", short = "1800s", rate = 5.6, severity = "WARNING" }
  }
  _burns = merge([
    for objective, promise in local._objectives : {
      for speed, windows in local._speeds : "${objective}_${speed}" => merge(windows, { objective = objective, text = promise.text })
    }
  ]...)
}

resource "google_monitoring_custom_service" "api" {
  project      = var.project_id
  service_id   = "${var.prefix}-api"
  display_name = "${var.prefix}: API"
}

resource "google_monitoring_slo" "availability" {
  project             = var.project_id
  service             = google_monitoring_custom_service.api.service_id
  slo_id              = "availability"
  display_name        = "${var.objectives.availability * 100} % of requests are answered without a fault of ours"
  goal                = local._objectives.availability.goal
  rolling_period_days = 28

  request_based_sli {
    good_total_ratio {
      bad_service_filter   = "${local._logged}/request_errors\" resource.type=\"cloud_run_revision\""
      total_service_filter = "${local._logged}/requests\" resource.type=\"cloud_run_revision\""
    }
  }

  depends_on = [google_logging_metric.metric]
}

resource "google_monitoring_slo" "latency" {
  project             = var.project_id
  service             = google_monitoring_custom_service.api.service_id
  slo_id              = "latency"
  display_name        = "${var.objectives.latency * 100} % of requests are answered within a second"
  goal                = local._objectives.latency.goal
  rolling_period_days = 28

  request_based_sli {
    distribution_cut {
      distribution_filter = "${local._logged}/request_duration\" resource.type=\"cloud_run_revision\""

      range {
        max = 1000
        min = 0
      }
    }
  }

  depends_on = [google_logging_metric.metric]
}

resource "google_monitoring_alert_policy" "burn" {
  for_each = local._burns

  project               = var.project_id
  display_name          = "${var.prefix}: The promise is being used up ${each.value.severity == "CRITICAL" ? "fast" : "steadily"}: ${each.value.text}"
  combiner              = "AND"
  notification_channels = [for channel in google_monitoring_notification_channel.operator : channel.id]
  severity              = each.value.severity
  user_labels           = var.labels

  alert_strategy {
    auto_close = "86400s"
  }

  dynamic "conditions" {
    for_each = [each.value.long, each.value.short]

    content {
      display_name = "Over ${conditions.value}"

      condition_threshold {
        comparison      = "COMPARISON_GT"
        duration        = "0s"
        filter          = "select_slo_burn_rate(\"${local._slos[each.value.objective]}\", \"${conditions.value}\")"
        threshold_value = each.value.rate
      }
    }
  }

  documentation {
    content   = "What to do: docs/runbooks/rollback.md"
    mime_type = "text/markdown"
  }
}

locals {
  _slos = {
    availability = google_monitoring_slo.availability.name
    latency      = google_monitoring_slo.latency.name
  }
}
