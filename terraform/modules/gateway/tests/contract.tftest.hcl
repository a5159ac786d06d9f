mock_provider "google" {}

variables {
  backends      = { meta_info = "area-meta", posts_create = "area-social", posts_list = "area-social" }
  domains       = ["school.example", "www.school.example"]
  prefix        = "stunity-test"
  project_id    = "project"
  ready_units   = ["area-meta", "area-social"]
  region        = "asia-southeast1"
  relay_service = "relay"
  routes = [
    { aliases = [], method = "GET", name = "meta_info", path = "/v1/meta" },
    { aliases = [], method = "GET", name = "posts_list", path = "/v1/posts" },
    { aliases = [], method = "POST", name = "posts_create", path = "/v1/posts" },
  ]
  uploads_origin = "https://storage.googleapis.com"
  web_bucket     = "project-web"
}

# A backend for each unit, a certificate for each domain, rules in the order of paths and methods.
run "one_address_for_everything" {
  command = plan

  assert {
    condition     = toset(keys(google_compute_backend_service.unit)) == toset(["area-meta", "area-social"])
    error_message = "Each unit has a backend."
  }

  assert {
    condition     = length(google_compute_managed_ssl_certificate.domain) == 2
    error_message = "Each domain has a certificate."
  }

  assert {
    condition     = join(" ", [for rule in output.rules : coalesce(rule.method, "rest")]) == "rest POST rest"
    error_message = "A method that names itself comes before the one that takes the rest."
  }

  assert {
    condition     = join(" ", output.rules[1].patterns) == "/v1/posts /api/posts"
    error_message = "The older paths lead to the same unit."
  }

  # Answers of the API are each person's own, and cookies travel with every request.
  assert {
    condition     = alltrue([for unit in google_compute_backend_service.unit : unit.enable_cdn != true])
    error_message = "Nothing but the files of the app is kept by the CDN."
  }

  assert {
    condition     = google_compute_backend_service.relay.enable_cdn != true && google_compute_backend_bucket.web.enable_cdn
    error_message = "The files of the app are kept by the CDN, streams are not."
  }

  assert {
    condition     = output.url == "https://school.example"
    error_message = "The first domain is the product's address."
  }
}

# Pages may send files to the store and show them, and reach nothing else.
run "pages_reach_the_store" {
  command = plan

  assert {
    condition     = strcontains(google_compute_backend_bucket.web.custom_response_headers[0], "connect-src 'self' https://storage.googleapis.com;")
    error_message = "The policy of the pages names the store."
  }
}

# An origin is https:// and a host, without a path and without a star.
run "refuses_a_store_that_is_no_origin" {
  command = plan

  variables {
    uploads_origin = "https://store.example/path"
  }

  expect_failures = [var.uploads_origin]
}

# These units cannot answer: …
run "refuses_a_unit_that_cannot_answer" {
  command = plan

  variables {
    ready_units = ["area-meta"]
  }

  expect_failures = [google_compute_url_map.gateway]
}

# A blocked range is written like 203.0.113.0/24 or 2001:db8::/32.
run "refuses_a_word_as_a_range" {
  command = plan

  variables {
    blocked_ranges = ["everybody"]
  }

  expect_failures = [var.blocked_ranges]
}

# The gateway needs a host name or more, without a scheme and without a star.
run "refuses_a_scheme" {
  command = plan

  variables {
    domains = ["https://school.example"]
  }

  expect_failures = [var.domains]
}

# The gateway has 15 different host names at most, a certificate for each.
run "refuses_the_same_name_twice" {
  command = plan

  variables {
    domains = ["school.example", "school.example"]
  }

  expect_failures = [var.domains]
}

# The manifest has no route of this name.
run "refuses_an_unknown_fallback" {
  command = plan

  variables {
    fallback_route = "posts_vanish"
  }

  expect_failures = [var.fallback_route]
}

# The share of logged requests lies between 0 and 1.
run "refuses_a_share_above_one" {
  command = plan

  variables {
    log_share = 2
  }

  expect_failures = [var.log_share]
}

# The limit for sign-in is 10 at least and no higher than the limit for all.
run "refuses_a_low_limit" {
  command = plan

  variables {
    requests_per_minute = { auth = 5 }
  }

  expect_failures = [var.requests_per_minute]
}

# What is internal has no rule in the gateway.
run "refuses_internal_paths" {
  command = plan

  variables {
    routes = [{ aliases = [], method = "POST", name = "meta_info", path = "/v1/internal/jobs/x" }]
  }

  expect_failures = [var.routes]
}

# A path pattern of the load balancer has five variables at most.
run "refuses_six_variables" {
  command = plan

  variables {
    routes = [{ aliases = [], method = "GET", name = "meta_info", path = "/v1/{a}/{b}/{c}/{d}/{e}/{f}" }]
  }

  expect_failures = [var.routes]
}
