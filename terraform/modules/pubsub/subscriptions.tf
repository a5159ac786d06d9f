resource "google_pubsub_subscription" "worker" {
  for_each = { for worker in var.workers : worker.deployedName => worker }

  project                    = var.project_id
  name                       = each.key
  topic                      = google_pubsub_topic.events.id
  filter                     = each.value.filter
  labels                     = var.labels
  ack_deadline_seconds       = var.ack_deadline
  message_retention_duration = "${var.backlog_retention}s"
  # An inbox row makes a second delivery harmless, and workers need no order between events.
  enable_exactly_once_delivery = false
  enable_message_ordering      = false

  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.dead_letter.id
    max_delivery_attempts = var.delivery_attempts
  }

  expiration_policy {
    ttl = ""
  }

  push_config {
    push_endpoint = "${var.worker_urls[each.key]}${each.value.path}"

    oidc_token {
      audience              = var.worker_urls[each.key]
      service_account_email = var.push_service_account
    }
  }

  retry_policy {
    minimum_backoff = "${var.backoff.minimum}s"
    maximum_backoff = "${var.backoff.maximum}s"
  }

  lifecycle {
    precondition {
      condition     = length(each.value.filter) <= 256
      error_message = "${each.key}: Pub/Sub takes filters of 256 bytes at most; this one has ${length(each.value.filter)}."
    }
    precondition {
      condition     = length(setsubtract(each.value.subscribes, var.event_types)) == 0
      error_message = "${each.key} subscribes to events that the manifest does not know: ${join(", ", setsubtract(each.value.subscribes, var.event_types))}."
    }
  }
}

# What five deliveries could not place waits here for a person: see docs/runbooks/pubsub.md.
resource "google_pubsub_subscription" "dead_letter" {
  project                    = var.project_id
  name                       = "dead-letter"
  topic                      = google_pubsub_topic.dead_letter.id
  labels                     = var.labels
  ack_deadline_seconds       = 60
  message_retention_duration = "${var.dead_letter_retention}s"

  expiration_policy {
    ttl = ""
  }
}
