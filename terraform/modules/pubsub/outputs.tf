output "events_topic" {
  description = "Name of the topic for events."
  value       = google_pubsub_topic.events.name
}

output "subscriptions" {
  description = "Names of the workers' subscriptions and of the one for dead letters."
  value = {
    dead_letter = google_pubsub_subscription.dead_letter.name
    workers     = { for name, subscription in google_pubsub_subscription.worker : name => subscription.name }
  }
}
