# Cloud SQL lives in Google's own network, which is joined to ours.
resource "google_compute_global_address" "managed_services" {
  project       = var.project_id
  name          = "${var.prefix}-managed-services"
  description   = "Addresses that Google's managed services take"
  network       = google_compute_network.network.id
  address_type  = "INTERNAL"
  purpose       = "VPC_PEERING"
  prefix_length = var.managed_services_prefix_length
}

resource "google_service_networking_connection" "managed_services" {
  network                 = google_compute_network.network.id
  service                 = "servicenetworking.googleapis.com"
  reserved_peering_ranges = [google_compute_global_address.managed_services.name]
}
