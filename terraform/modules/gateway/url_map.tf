resource "google_compute_url_map" "gateway" {
  project         = var.project_id
  name            = var.prefix
  default_service = google_compute_backend_bucket.web.id

  host_rule {
    hosts        = var.domains
    path_matcher = "all"
  }

  path_matcher {
    name            = "all"
    default_service = google_compute_backend_bucket.web.id

    # Workers and jobs have no backend here. This rule says so before any other can be added.
    route_rules {
      priority = 1
      service  = google_compute_backend_service.unit[var.backends[var.fallback_route]].id

      match_rules {
        prefix_match = "/v1/internal/"
      }
      match_rules {
        prefix_match = "/api/internal/"
      }
    }

    route_rules {
      priority = 2
      service  = google_compute_backend_service.relay.id

      dynamic "match_rules" {
        for_each = var.stream_paths

        content {
          full_path_match = match_rules.value
        }
      }
    }

    dynamic "route_rules" {
      for_each = local._order

      content {
        priority = local._first_priority + route_rules.key
        service  = google_compute_backend_service.unit[local._rules[route_rules.value].unit].id

        dynamic "match_rules" {
          for_each = setproduct(local._rules[route_rules.value].patterns, local._conditions[route_rules.value])

          content {
            full_path_match     = strcontains(match_rules.value[0], "*") ? null : match_rules.value[0]
            path_template_match = strcontains(match_rules.value[0], "*") ? match_rules.value[0] : null

            dynamic "header_matches" {
              for_each = match_rules.value[1]

              content {
                header_name = header_matches.key
                exact_match = header_matches.value
              }
            }
          }
        }
      }
    }

    # What no rule knows is answered by a function too: as a problem with the status 404, like every
    # other error, where the web app's bucket would answer with a page.
    route_rules {
      priority = local._first_priority + length(local._order)
      service  = google_compute_backend_service.unit[var.backends[var.fallback_route]].id

      match_rules {
        prefix_match = "/v1/"
      }
      match_rules {
        prefix_match = "/api/"
      }
    }

    # A file of the app or of the SDK that is not there is missing: a page in its place would be read
    # as a script, and hide from an open app that a newer one was released.
    route_rules {
      priority = local._first_priority + length(local._order) + 1
      service  = google_compute_backend_bucket.web.id

      match_rules {
        prefix_match = "/assets/"
      }
      match_rules {
        prefix_match = "/client/"
      }
    }

    # Pages have addresses of their own, and only the app knows which there are: an address without a
    # file gets the app, and it is found. Only here: what the API does not find stays a problem.
    route_rules {
      priority = local._first_priority + length(local._order) + 2
      service  = google_compute_backend_bucket.web.id

      match_rules {
        prefix_match = "/"
      }

      custom_error_response_policy {
        error_service = google_compute_backend_bucket.web.id

        error_response_rule {
          match_response_codes   = ["404"]
          path                   = "/index.html"
          override_response_code = 200
        }
      }
    }
  }

  lifecycle {
    # Also the order of every change: first units that can answer, then this map, and last the
    # deletion of units that it no longer names.
    precondition {
      condition     = length(setsubtract(values(var.backends), var.ready_units)) == 0
      error_message = "These units cannot answer: ${join(", ", setsubtract(values(var.backends), var.ready_units))}."
    }
  }
}
