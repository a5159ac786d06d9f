resource "google_compute_network" "network" {
  project                 = var.project_id
  name                    = var.prefix
  description             = "Functions, relay and jobs reach the database and the search server here."
  auto_create_subnetworks = false
  routing_mode            = "REGIONAL"
}

resource "google_compute_subnetwork" "services" {
  project                  = var.project_id
  name                     = "${var.prefix}-services"
  description              = "Addresses of the relay, the jobs and the search server"
  network                  = google_compute_network.network.id
  region                   = var.region
  ip_cidr_range            = var.services_range
  private_ip_google_access = true

  log_config {
    aggregation_interval = "INTERVAL_10_MIN"
    flow_sampling        = var.flow_sampling
    metadata             = "INCLUDE_ALL_METADATA"
  }
}
