output "host" {
  description = "Name of the server inside the network, as connection strings give it."
  value       = trimsuffix(google_dns_record_set.postgres.name, ".")
  depends_on  = [google_sql_database.database, google_sql_user.owner]
}

output "instance_name" {
  description = "Name of the instance, for gcloud sql."
  value       = google_sql_database_instance.postgres.name
}

output "monitoring_id" {
  description = "The instance as Cloud Monitoring names it."
  value       = "${var.project_id}:${google_sql_database_instance.postgres.name}"
}
