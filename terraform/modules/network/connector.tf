# Cloud Functions reach the network through a connector; Cloud Run has addresses of its own in it.
resource "google_vpc_access_connector" "functions" {
  count = var.connector == null ? 0 : 1

  project = var.project_id
  # A connector cannot change its range: another one is there before the functions leave the old one.
  name          = "${var.prefix}-${substr(sha256(var.connector.range), 0, 8)}"
  region        = var.region
  network       = google_compute_network.network.name
  ip_cidr_range = var.connector.range
  machine_type  = var.connector.machine_type
  min_instances = var.connector.min_instances
  max_instances = var.connector.max_instances

  lifecycle {
    create_before_destroy = true
  }
}
