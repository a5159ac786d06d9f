# Every request and every call of a worker or job writes one canonical log line; these metrics count
# its fields. See functions/runtime/entry_point.py and service_entry.py for the names.
locals {
  _run = "resource.type=\"cloud_run_revision\""
  _metrics = {
    request_duration = {
      description = "Duration of a request, by function and status"
      filter      = "${local._run} jsonPayload.message=\"request\""
      labels      = { function = "EXTRACT(jsonPayload.function)", status = "EXTRACT(jsonPayload.status)" }
      unit        = "ms"
      value       = "EXTRACT(jsonPayload.durationMs)"
    }
    request_errors = {
      description = "Requests that failed by our fault, by function"
      filter      = "${local._run} jsonPayload.message=\"request\" jsonPayload.status>=500"
      labels      = { function = "EXTRACT(jsonPayload.function)" }
      unit        = "1"
      value       = null
    }
    degraded = {
      description = "Requests answered without a secondary store, by function"
      filter      = "${local._run} jsonPayload.message=\"request\" jsonPayload.degraded:\"redis\""
      labels      = { function = "EXTRACT(jsonPayload.function)" }
      unit        = "1"
      value       = null
    }
    service_failures = {
      description = "Calls of workers and jobs that failed, by function"
      filter      = "${local._run} jsonPayload.message=\"service call\" jsonPayload.status>=500"
      labels      = { function = "EXTRACT(jsonPayload.function)" }
      unit        = "1"
      value       = null
    }
    outbox_remaining = {
      description = "Events that the outbox still holds after a sweep"
      filter      = "${local._run} jsonPayload.message=\"service call\" jsonPayload.function=\"job_outbox_flush\" jsonPayload.result.remaining>=0"
      labels      = {}
      unit        = "1"
      value       = "EXTRACT(jsonPayload.result.remaining)"
    }
    relay_behind = {
      description = "Times a relay could not read the log or its subscription"
      filter      = "${local._run} resource.labels.service_name=\"${var.relay_service}\" severity>=WARNING jsonPayload.message=~\"^(the log cannot be read|a gap cannot be filled yet|cannot subscribe yet|the sweeper lost the database)$\""
      labels      = { reason = "EXTRACT(jsonPayload.message)" }
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
