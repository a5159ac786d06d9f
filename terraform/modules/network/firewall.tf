# Google's own last rule says the same without a log. Whoever needs a way in opens it beside what it
# leads to, as the search server does.
resource "google_compute_firewall" "deny" {
  project       = var.project_id
  name          = "${var.prefix}-deny"
  description   = "Nobody comes in unless another rule says so"
  network       = google_compute_network.network.id
  direction     = "INGRESS"
  priority      = 65534
  source_ranges = ["0.0.0.0/0"]

  deny {
    protocol = "all"
  }

  log_config {
    metadata = "EXCLUDE_ALL_METADATA"
  }
}
