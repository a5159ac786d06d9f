# One address for everything. TLS and HTTP/2 end here; behind it are functions, the relay and the
# web app.
resource "google_compute_global_address" "gateway" {
  project = var.project_id
  name    = "${var.prefix}-gateway"
  labels  = var.labels
}

resource "google_compute_global_forwarding_rule" "https" {
  project               = var.project_id
  name                  = "${var.prefix}-https"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.gateway.id
  ip_protocol           = "TCP"
  port_range            = "443"
  target                = google_compute_target_https_proxy.gateway.id
  labels                = var.labels
}

resource "google_compute_target_https_proxy" "gateway" {
  project          = var.project_id
  name             = var.prefix
  url_map          = google_compute_url_map.gateway.id
  ssl_certificates = [for domain in var.domains : google_compute_managed_ssl_certificate.domain[domain].id]
  ssl_policy       = google_compute_ssl_policy.modern.id
  # A request that may be repeated by an attacker must not be a POST: no data before the handshake.
  tls_early_data = "DISABLED"
}

resource "google_compute_global_forwarding_rule" "http" {
  project               = var.project_id
  name                  = "${var.prefix}-http"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.gateway.id
  ip_protocol           = "TCP"
  port_range            = "80"
  target                = google_compute_target_http_proxy.redirect.id
  labels                = var.labels
}

resource "google_compute_target_http_proxy" "redirect" {
  project = var.project_id
  name    = "${var.prefix}-redirect"
  url_map = google_compute_url_map.redirect.id
}

resource "google_compute_url_map" "redirect" {
  project = var.project_id
  name    = "${var.prefix}-redirect"

  default_url_redirect {
    https_redirect         = true
    redirect_response_code = "MOVED_PERMANENTLY_DEFAULT"
    strip_query            = false
  }
}
