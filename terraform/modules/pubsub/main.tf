# One topic for workers and relays, as decision 0011 says. There is no Pub/Sub schema on it: every
# event type has a payload of its own, which Avro and Protocol Buffers cannot say in one schema, and
# a topic takes one. The contract of each type is its JSON schema in docs/reference/events, which
# the tests hold producers to; below, a plan fails when a worker asks for a type that is unknown.
resource "google_pubsub_topic" "events" {
  project                    = var.project_id
  name                       = "events"
  kms_key_name               = var.kms_key_name
  labels                     = var.labels
  message_retention_duration = "${var.event_retention}s"

  message_storage_policy {
    allowed_persistence_regions = var.regions
  }
}

resource "google_pubsub_topic" "dead_letter" {
  project                    = var.project_id
  name                       = "dead-letter"
  kms_key_name               = var.kms_key_name
  labels                     = var.labels
  message_retention_duration = "${var.dead_letter_retention}s"

  message_storage_policy {
    allowed_persistence_regions = var.regions
  }
}
