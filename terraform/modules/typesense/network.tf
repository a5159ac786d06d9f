resource "google_compute_firewall" "services" {
  project       = var.project_id
  name          = "${var.prefix}-typesense"
  description   = "Functions and relay reach the search server, nobody else"
  network       = var.network_name
  direction     = "INGRESS"
  source_ranges = var.source_ranges
  target_tags   = [local._tag]

  allow {
    protocol = "tcp"
    ports    = [tostring(local._port)]
  }

  log_config {
    metadata = "EXCLUDE_ALL_METADATA"
  }
}

resource "google_dns_record_set" "typesense" {
  project      = var.project_id
  managed_zone = var.internal_zone.name
  name         = "typesense.${var.internal_zone.domain}"
  type         = "A"
  ttl          = 60
  rrdatas      = [google_compute_instance.typesense.network_interface[0].network_ip]
}
