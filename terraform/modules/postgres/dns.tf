resource "google_dns_record_set" "postgres" {
  project      = var.project_id
  managed_zone = var.internal_zone.name
  name         = "postgres.${var.internal_zone.domain}"
  type         = "A"
  ttl          = 60
  rrdatas      = [google_sql_database_instance.postgres.private_ip_address]
}
