# What the logs say, counted. Every filter matches codes of shared/telemetry/signals.py, which a test
# compares with the lines that real failures write: see docs/reference/logs.md.
locals {
  _run = "resource.type=\"cloud_run_revision\""
  _metrics = {
    requests = {
      description = "Requests, by function"
      filter      = "${local._run} jsonPayload.event=\"http.request\""
      labels      = { function = "EXTRACT(jsonPayload.function)" }
      unit        = "1"
      value       = null
    }
    # A long poll takes as long as its caller asks for, and says nothing about us.
    request_duration = {
      description = "Duration of a request, by function and status"
      filter      = "${local._run} jsonPayload.event=\"http.request\" jsonPayload.function!=\"realtime_poll\""
      labels      = { function = "EXTRACT(jsonPayload.function)", status = "EXTRACT(jsonPayload.status)" }
      unit        = "ms"
      value       = "EXTRACT(jsonPayload.durationMs)"
    }
    request_errors = {
      description = "Requests that failed by our fault, by function"
      filter      = "${local._run} jsonPayload.event=\"http.request\" jsonPayload.status>=500"
      labels      = { function = "EXTRACT(jsonPayload.function)" }
      unit        = "1"
      value       = null
    }
    pool_wait = {
      description = "How long a request waited for a connection to the database, by function"
      filter      = "${local._run} jsonPayload.event=\"http.request\" jsonPayload.poolWaitMs>=0"
      labels      = { function = "EXTRACT(jsonPayload.function)" }
      unit        = "ms"
      value       = "EXTRACT(jsonPayload.poolWaitMs)"
    }
    database_unavailable = {
      description = "Requests and calls that the database did not answer, by reason"
      filter      = "${local._run} jsonPayload.event=\"postgres.unavailable\""
      labels      = { reason = "EXTRACT(jsonPayload.reason)" }
      unit        = "1"
      value       = null
    }
    redis_unavailable = {
      description = "Times an instance said that Redis does not answer: once in ten seconds at the most"
      filter      = "${local._run} jsonPayload.event=\"redis.unavailable\""
      labels      = {}
      unit        = "1"
      value       = null
    }
    publish_failed = {
      description = "Times an instance said that Pub/Sub takes no events: once in ten seconds at the most"
      filter      = "${local._run} jsonPayload.event=(\"pubsub.publish_failed\" OR \"pubsub.publish_refused\")"
      labels      = { reason = "EXTRACT(jsonPayload.event)" }
      unit        = "1"
      value       = null
    }
    service_failures = {
      description = "Calls of workers and jobs that failed, by function"
      filter      = "${local._run} jsonPayload.event=(\"worker.message\" OR \"job.run\") jsonPayload.status>=500"
      labels      = { function = "EXTRACT(jsonPayload.function)" }
      unit        = "1"
      value       = null
    }
    event_lag = {
      description = "Age of an event when a worker handled it, by worker"
      filter      = "${local._run} jsonPayload.event=\"worker.message\" jsonPayload.lagMs>=0"
      labels      = { function = "EXTRACT(jsonPayload.function)" }
      unit        = "ms"
      value       = "EXTRACT(jsonPayload.lagMs)"
    }
    outbox_age = {
      description = "Age of the oldest event that is still in the outbox after a sweep"
      filter      = "${local._run} jsonPayload.event=\"outbox.swept\" jsonPayload.oldestAgeSeconds>=0"
      labels      = {}
      unit        = "s"
      value       = "EXTRACT(jsonPayload.oldestAgeSeconds)"
    }
    relay_behind = {
      description = "Times a relay could not read the log or its subscription, by what it said"
      filter      = "${local._run} jsonPayload.event=(\"relay.log_unreadable\" OR \"relay.gap_unfilled\" OR \"relay.not_subscribed\" OR \"relay.bus_lost\" OR \"relay.sweeper_lost\")"
      labels      = { reason = "EXTRACT(jsonPayload.event)" }
      unit        = "1"
      value       = null
    }
    relay_errors = {
      description = "Errors of a relay itself, by what it said"
      filter      = "${local._run} jsonPayload.event=(\"relay.turn_failed\" OR \"relay.work_restarted\" OR \"relay.process_ended\")"
      labels      = { reason = "EXTRACT(jsonPayload.event)" }
      unit        = "1"
      value       = null
    }
  }
}

resource "google_logging_metric" "metric" {
  for_each = local._metrics

  project          = var.project_id
  name             = "${var.prefix}/${each.key}"
  description      = each.value.description
  filter           = each.value.filter
  label_extractors = each.value.labels
  value_extractor  = each.value.value

  metric_descriptor {
    metric_kind = "DELTA"
    unit        = each.value.unit
    value_type  = each.value.value == null ? "INT64" : "DISTRIBUTION"

    dynamic "labels" {
      for_each = each.value.labels

      content {
        key        = labels.key
        value_type = "STRING"
      }
    }
  }

  dynamic "bucket_options" {
    for_each = each.value.value == null ? [] : [1]

    content {
      exponential_buckets {
        growth_factor      = 1.5
        num_finite_buckets = 40
        scale              = 1
      }
    }
  }
}
