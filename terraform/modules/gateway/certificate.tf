resource "google_compute_managed_ssl_certificate" "gateway" {
  project = var.project_id
  # A certificate cannot change its domains: others make another one, before the old one goes.
  name = "${var.prefix}-${substr(sha256(join(",", var.domains)), 0, 8)}"

  managed {
    domains = var.domains
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_compute_ssl_policy" "modern" {
  project         = var.project_id
  name            = "${var.prefix}-modern"
  profile         = "RESTRICTED"
  min_tls_version = "TLS_1_2"
}
