# The URL map lets go of a backend before it is deleted. That order spreads to all that a backend
# refers to, so these take the units' names, not the units: the URL map is what waits for them.
resource "google_compute_region_network_endpoint_group" "unit" {
  for_each = toset(values(var.backends))

  project               = var.project_id
  name                  = "${var.prefix}-${each.key}"
  region                = var.region
  network_endpoint_type = "SERVERLESS"

  # A Cloud Function is a service of Cloud Run by the same name.
  cloud_run {
    service = each.key
  }
}

resource "google_compute_backend_service" "unit" {
  for_each = google_compute_region_network_endpoint_group.unit

  project               = var.project_id
  name                  = "${var.prefix}-${each.key}"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  protocol              = "HTTPS"
  security_policy       = google_compute_security_policy.gateway.id
  compression_mode      = "DISABLED"

  backend {
    group = each.value.id
  }

  log_config {
    enable      = true
    sample_rate = var.log_share
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_compute_region_network_endpoint_group" "relay" {
  project               = var.project_id
  name                  = "${var.prefix}-relay"
  region                = var.region
  network_endpoint_type = "SERVERLESS"

  cloud_run {
    service = var.relay_service
  }
}

# No compression: the balancer would hold events back to fill a block.
resource "google_compute_backend_service" "relay" {
  project               = var.project_id
  name                  = "${var.prefix}-relay"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  protocol              = "HTTPS"
  security_policy       = google_compute_security_policy.gateway.id
  compression_mode      = "DISABLED"

  backend {
    group = google_compute_region_network_endpoint_group.relay.id
  }

  log_config {
    enable      = true
    sample_rate = var.log_share
  }
}

resource "google_compute_backend_bucket" "web" {
  project          = var.project_id
  name             = "${var.prefix}-web"
  bucket_name      = var.web_bucket
  compression_mode = "AUTOMATIC"
  enable_cdn       = true

  cdn_policy {
    cache_mode                   = "USE_ORIGIN_HEADERS"
    request_coalescing           = true
    signed_url_cache_max_age_sec = 0
  }

  # As infra/local/web.py sets them; app, API and relay share one origin here.
  custom_response_headers = [
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob: ${var.uploads_origin}; media-src blob: ${var.uploads_origin}; connect-src 'self' ${var.uploads_origin}; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy: no-referrer",
    "Strict-Transport-Security: max-age=31536000",
    "X-Content-Type-Options: nosniff",
  ]
}
