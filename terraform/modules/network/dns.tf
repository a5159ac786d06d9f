# Secrets name servers, never addresses: they can be written before the servers exist, and survive
# that a server is replaced.
resource "google_dns_managed_zone" "internal" {
  project     = var.project_id
  name        = "${var.prefix}-internal"
  description = "Names of the servers inside the network"
  dns_name    = var.internal_domain
  visibility  = "private"

  private_visibility_config {
    networks {
      network_url = google_compute_network.network.id
    }
  }
}
