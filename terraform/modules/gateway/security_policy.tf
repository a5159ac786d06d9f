# The first wall against floods, by address. A school often has one address for all its pupils, so
# the limit is generous; the limits by person and by sign-in are the functions' own.
resource "google_compute_security_policy" "gateway" {
  # checkov:skip=CKV_GCP_73:Rule 1000 refuses it, in the newer spelling evaluatePreconfiguredWaf.
  project     = var.project_id
  name        = var.prefix
  description = "Limits by address, and known attacks"

  adaptive_protection_config {
    layer_7_ddos_defense_config {
      enable = true
    }
  }

  advanced_options_config {
    json_parsing = "STANDARD"
    log_level    = "NORMAL"
  }

  dynamic "rule" {
    for_each = length(var.blocked_ranges) == 0 ? [] : chunklist(sort(var.blocked_ranges), 10)

    content {
      action      = "deny(403)"
      priority    = 100 + rule.key
      description = "Addresses that an operator has blocked"

      match {
        versioned_expr = "SRC_IPS_V1"

        config {
          src_ip_ranges = rule.value
        }
      }
    }
  }

  rule {
    action      = "deny(403)"
    priority    = 1000
    description = "Log4j and its like: nobody here speaks Java"

    match {
      expr {
        expression = "evaluatePreconfiguredWaf('cve-canary', {'sensitivity': 1})"
      }
    }
  }

  rule {
    action      = "throttle"
    priority    = 2000
    description = "Sign-in, registration and renewal of tokens, by address"

    match {
      expr {
        expression = "request.path.matches('^/(v1|api)/auth/')"
      }
    }

    rate_limit_options {
      conform_action = "allow"
      enforce_on_key = "IP"
      exceed_action  = "deny(429)"

      rate_limit_threshold {
        count        = var.requests_per_minute.auth
        interval_sec = 60
      }
    }
  }

  rule {
    action      = "throttle"
    priority    = 3000
    description = "Everything, by address"

    match {
      versioned_expr = "SRC_IPS_V1"

      config {
        src_ip_ranges = ["*"]
      }
    }

    rate_limit_options {
      conform_action = "allow"
      enforce_on_key = "IP"
      exceed_action  = "deny(429)"

      rate_limit_threshold {
        count        = var.requests_per_minute.all
        interval_sec = 60
      }
    }
  }

  rule {
    action      = "allow"
    priority    = 2147483647
    description = "Default"

    match {
      versioned_expr = "SRC_IPS_V1"

      config {
        src_ip_ranges = ["*"]
      }
    }
  }
}
