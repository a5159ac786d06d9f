output "connections" {
  description = "Connections to the database that all relays hold together at the most. The sweeper has one of its own in each."
  value       = var.max_instances * (var.pool + 1)
}

output "name" {
  description = "Name of the relay's service."
  value       = google_cloud_run_v2_service.relay.name
  depends_on  = [google_cloud_run_v2_service_iam_member.signed_in]
}
