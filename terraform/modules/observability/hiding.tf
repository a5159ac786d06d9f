# What a school promises not to know is not logged by Google either: requests of routes that hide
# their caller (the manifest says which) reach neither the load balancer's nor the services' request
# log, which would hold address, time and URL. Streams carry a token and the names of their channels
# in the URL. What the functions and the relay log themselves stays: it names nobody there.
locals {
  _hidden_paths = sort(distinct(flatten([
    for route in var.routes : concat([route.path], route.aliases) if route.hidesCaller
  ])))
  # `/api/…` is the older name of `/v1/…`. A class of one character stands for a dot: a backslash
  # would have to be doubled twice.
  _hidden_patterns = concat(
    [
      for path in local._hidden_paths :
      replace(replace(replace(path, "/^/(v1|api)//", "/(?:v1|api)/"), "/\\{[^/}]+\\}/", "[^/?]+"), ".csv", "[.]csv")
    ],
    sort(tolist(var.stream_paths)),
  )
}

resource "google_logging_project_exclusion" "hidden_callers" {
  project     = var.project_id
  name        = "${var.prefix}-hidden-callers"
  description = "Requests of routes that hide their caller, and of streams"
  filter = join(" AND ", [
    "(resource.type=\"http_load_balancer\" OR (resource.type=\"cloud_run_revision\" AND log_id(\"run.googleapis.com/requests\")))",
    "httpRequest.requestUrl=~\"^https?://[^/]+(?:${join("|", local._hidden_patterns)})/?(?:[?].*)?$\"",
  ])
}
