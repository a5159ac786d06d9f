# One for each domain: Google issues a certificate within an hour, and a domain that is added must
# not keep the others waiting for a common one.
resource "google_compute_managed_ssl_certificate" "domain" {
  for_each = toset(var.domains)

  project = var.project_id
  name    = "${var.prefix}-${substr(sha256(each.key), 0, 8)}"

  managed {
    domains = [each.key]
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
