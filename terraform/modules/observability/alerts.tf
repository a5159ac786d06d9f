# One policy for each thing a person must act on. Each names the runbook that says how.
locals {
  _logged = "metric.type=\"logging.googleapis.com/user/${var.prefix}"

  _alerts = merge({
    outbox_age = {
      aligner   = "ALIGN_PERCENTILE_99"
      filter    = "${local._logged}/outbox_age\" AND ${local._run}"
      name      = "Events wait in the outbox"
      period    = 60
      reducer   = "REDUCE_MAX"
      runbook   = "pubsub.md"
      seconds   = 60
      threshold = var.thresholds.outbox_seconds
    }
    relay_lag = {
      aligner   = "ALIGN_RATE"
      filter    = "${local._logged}/relay_behind\" AND ${local._run}"
      name      = "A relay is behind the log"
      period    = 60
      reducer   = "REDUCE_SUM"
      runbook   = "relay.md"
      seconds   = 120
      threshold = 0.05
    }
    relay_errors = {
      aligner   = "ALIGN_RATE"
      filter    = "${local._logged}/relay_errors\" AND ${local._run}"
      name      = "A relay has errors of its own"
      period    = 300
      reducer   = "REDUCE_SUM"
      runbook   = "relay.md"
      seconds   = 300
      threshold = 0
    }
    error_rate = {
      aligner   = "ALIGN_RATE"
      filter    = "${local._logged}/request_errors\" AND ${local._run}"
      name      = "Requests fail"
      period    = 300
      reducer   = "REDUCE_SUM"
      runbook   = "rollback.md"
      seconds   = 300
      threshold = var.thresholds.errors_per_second
    }
    latency = {
      aligner   = "ALIGN_DELTA"
      filter    = "${local._logged}/request_duration\" AND ${local._run}"
      name      = "Requests are slow"
      period    = 300
      reducer   = "REDUCE_PERCENTILE_95"
      runbook   = "rollback.md"
      seconds   = 600
      threshold = var.thresholds.latency_ms
    }
    pool_wait = {
      aligner   = "ALIGN_DELTA"
      filter    = "${local._logged}/pool_wait\" AND ${local._run}"
      name      = "Requests wait for a connection to the database"
      period    = 300
      reducer   = "REDUCE_PERCENTILE_95"
      runbook   = "postgres.md"
      seconds   = 300
      threshold = var.thresholds.pool_wait_ms
    }
    event_lag = {
      aligner   = "ALIGN_DELTA"
      filter    = "${local._logged}/event_lag\" AND ${local._run}"
      name      = "Workers handle events late"
      period    = 300
      reducer   = "REDUCE_PERCENTILE_95"
      runbook   = "pubsub.md"
      seconds   = 300
      threshold = var.thresholds.event_lag_ms
    }
    database_unavailable = {
      aligner   = "ALIGN_RATE"
      filter    = "${local._logged}/database_unavailable\" AND ${local._run}"
      name      = "The database does not answer"
      period    = 60
      reducer   = "REDUCE_SUM"
      runbook   = "postgres.md"
      seconds   = 120
      threshold = 0.1
    }
    redis_unavailable = {
      aligner   = "ALIGN_RATE"
      filter    = "${local._logged}/redis_unavailable\" AND ${local._run}"
      name      = "Redis does not answer"
      period    = 60
      reducer   = "REDUCE_SUM"
      runbook   = "redis.md"
      seconds   = 300
      threshold = 0.05
    }
    publish_failed = {
      aligner   = "ALIGN_RATE"
      filter    = "${local._logged}/publish_failed\" AND ${local._run}"
      name      = "Pub/Sub takes no events"
      period    = 60
      reducer   = "REDUCE_SUM"
      runbook   = "pubsub.md"
      seconds   = 300
      threshold = 0.05
    }
    service_failures = {
      aligner   = "ALIGN_RATE"
      filter    = "${local._logged}/service_failures\" AND ${local._run}"
      name      = "Workers or jobs fail"
      period    = 300
      reducer   = "REDUCE_SUM"
      runbook   = "pubsub.md"
      seconds   = 900
      threshold = 0
    }
    dead_letters = {
      aligner   = "ALIGN_MAX"
      filter    = "metric.type=\"pubsub.googleapis.com/subscription/num_undelivered_messages\" AND resource.type=\"pubsub_subscription\" AND resource.labels.subscription_id=\"${var.dead_letter_subscription}\""
      name      = "There are dead letters"
      period    = 60
      reducer   = "REDUCE_MAX"
      runbook   = "pubsub.md"
      seconds   = 0
      threshold = 0
    }
    worker_backlog = {
      aligner   = "ALIGN_MAX"
      filter    = "metric.type=\"pubsub.googleapis.com/subscription/oldest_unacked_message_age\" AND resource.type=\"pubsub_subscription\" AND resource.labels.subscription_id=starts_with(\"worker-\")"
      name      = "A worker is behind"
      period    = 60
      reducer   = "REDUCE_MAX"
      runbook   = "pubsub.md"
      seconds   = 300
      threshold = var.thresholds.backlog_seconds
    }
    }, var.database == null ? {} : {
    connection_budget = {
      aligner   = "ALIGN_MAX"
      filter    = "metric.type=\"cloudsql.googleapis.com/database/postgresql/num_backends\" AND resource.type=\"cloudsql_database\" AND resource.labels.database_id=\"${var.database.monitoring_id}\""
      name      = "The connection budget is nearly used up"
      period    = 60
      reducer   = "REDUCE_SUM"
      runbook   = "postgres.md"
      seconds   = 300
      threshold = floor(var.database.connection_budget * 0.8)
    }
    database_disk = {
      aligner   = "ALIGN_MAX"
      filter    = "metric.type=\"cloudsql.googleapis.com/database/disk/utilization\" AND resource.type=\"cloudsql_database\" AND resource.labels.database_id=\"${var.database.monitoring_id}\""
      name      = "The database's disk is nearly full"
      period    = 300
      reducer   = "REDUCE_MAX"
      runbook   = "postgres.md"
      seconds   = 900
      threshold = 0.85
    }
  })
}

resource "google_monitoring_alert_policy" "alert" {
  for_each = local._alerts

  project               = var.project_id
  display_name          = "${var.prefix}: ${each.value.name}"
  combiner              = "OR"
  notification_channels = [for channel in google_monitoring_notification_channel.operator : channel.id]
  user_labels           = var.labels

  alert_strategy {
    auto_close = "86400s"
  }

  conditions {
    display_name = each.value.name

    condition_threshold {
      comparison      = "COMPARISON_GT"
      duration        = "${each.value.seconds}s"
      filter          = each.value.filter
      threshold_value = each.value.threshold

      aggregations {
        alignment_period     = "${each.value.period}s"
        cross_series_reducer = each.value.reducer
        per_series_aligner   = each.value.aligner
      }
    }
  }

  documentation {
    content   = "What to do: docs/runbooks/${each.value.runbook}"
    mime_type = "text/markdown"
  }

  depends_on = [google_logging_metric.metric]
}

# What the relay's own metrics say, which its collector scrapes (modules/relay).
locals {
  _relay_alerts = {
    relay_event_lag = {
      seconds = "300s"
      name    = "Events reach browsers late"
      query   = "histogram_quantile(0.95, sum by (le) (rate(stunity_relay_lag_seconds_bucket[5m]))) > ${var.thresholds.relay_lag_seconds}"
    }
    relay_full = {
      seconds = "300s"
      name    = "Relays are nearly full"
      query   = "sum(stunity_relay_connections) / sum(stunity_relay_connections_limit) > 0.85"
    }
    relay_detached = {
      seconds = "300s"
      name    = "A relay does not hear Pub/Sub"
      query   = "min(stunity_relay_bus_attached) == 0"
    }
    relay_unscraped = {
      seconds = "600s"
      name    = "No relay is being measured"
      query   = "absent(stunity_relay_connections_limit) == 1"
    }
  }
}

resource "google_monitoring_alert_policy" "relay" {
  for_each = local._relay_alerts

  project               = var.project_id
  display_name          = "${var.prefix}: ${each.value.name}"
  combiner              = "OR"
  notification_channels = [for channel in google_monitoring_notification_channel.operator : channel.id]
  user_labels           = var.labels

  alert_strategy {
    auto_close = "86400s"
  }

  conditions {
    display_name = each.value.name

    condition_prometheus_query_language {
      # The first scrape makes the metrics: until then Google knows none of them.
      disable_metric_validation = true
      duration                  = each.value.seconds
      evaluation_interval       = "60s"
      query                     = each.value.query
    }
  }

  documentation {
    content   = "What to do: docs/runbooks/relay.md"
    mime_type = "text/markdown"
  }
}

resource "google_monitoring_alert_policy" "unreachable" {
  for_each = google_monitoring_uptime_check_config.check

  project               = var.project_id
  display_name          = "${var.prefix}: ${each.value.display_name} cannot be reached"
  combiner              = "OR"
  notification_channels = [for channel in google_monitoring_notification_channel.operator : channel.id]
  severity              = "CRITICAL"
  user_labels           = var.labels

  conditions {
    display_name = "Two or more places in the world get no answer"

    condition_threshold {
      comparison      = "COMPARISON_GT"
      duration        = "120s"
      filter          = "metric.type=\"monitoring.googleapis.com/uptime_check/check_passed\" AND resource.type=\"uptime_url\" AND metric.labels.check_id=\"${each.value.uptime_check_id}\""
      threshold_value = 1

      aggregations {
        alignment_period     = "300s"
        cross_series_reducer = "REDUCE_COUNT_FALSE"
        group_by_fields      = ["resource.label.host"]
        per_series_aligner   = "ALIGN_NEXT_OLDER"
      }
    }
  }

  documentation {
    content   = "What to do: docs/runbooks/rollback.md"
    mime_type = "text/markdown"
  }
}

resource "google_monitoring_notification_channel" "operator" {
  for_each = var.operators

  project      = var.project_id
  display_name = "${var.prefix}: ${each.key}"
  type         = "email"
  labels       = { email_address = each.value }
}
