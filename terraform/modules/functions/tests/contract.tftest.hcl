mock_provider "google" {}

variables {
  build = {
    repository_id      = "projects/project/locations/asia-southeast1/repositories/images"
    service_account    = "builder@example.com"
    service_account_id = "projects/project/serviceAccounts/builder@example.com"
  }
  bundle_path = "versions.tf" # any file: its hash names the object
  callers     = { pusher = "pusher@example.com", scheduler = "schedule@example.com" }
  environment = { LOG_LEVEL = "INFO" }
  jobs        = [{ deployedName = "job-outbox-flush", name = "job_outbox_flush", summary = "Publish what waits" }]
  kinds = {
    api    = { secrets = { DATABASE_URL = "database-url" }, service_account = "api@example.com" }
    job    = { secrets = { DATABASE_URL = "database-url" }, service_account = "job@example.com" }
    worker = { secrets = { DATABASE_URL = "database-url" }, service_account = "worker@example.com" }
  }
  network        = { connector_id = "connector", network_name = "network", subnetwork = "services" }
  project_id     = "project"
  project_number = "123456789012"
  region         = "asia-southeast1"
  routes = [
    { deployedName = "meta-info", name = "meta_info", public = true, summary = "What runs", unit = "meta" },
    { deployedName = "posts-get", name = "posts_get", public = false, summary = "One post", unit = "social" },
  ]
  scaling = {
    default = { concurrency = 8, cpu = "1", maximum = 2, memory = "512M", minimum = 0, pool = 4, timeout = 60 }
  }
  workers = [{ deployedName = "worker-email", name = "worker_email", summary = "Send mail" }]
}

# By default each route is a function; workers and jobs always are.
run "a_function_for_each_route" {
  command = plan

  assert {
    condition     = toset(keys(google_cloudfunctions2_function.unit)) == toset(["meta-info", "posts-get", "worker-email", "job-outbox-flush"])
    error_message = "There is a function for each."
  }

  assert {
    condition     = output.backends == { meta_info = "meta-info", posts_get = "posts-get" }
    error_message = "A route is answered by its own function."
  }

  assert {
    condition     = toset(output.ready) == toset(["meta-info", "posts-get"])
    error_message = "Only routes are behind the load balancer."
  }

  assert {
    condition     = google_cloud_run_v2_service_iam_member.service["worker-email"].member == "serviceAccount:pusher@example.com"
    error_message = "Only Pub/Sub calls a worker."
  }

  assert {
    condition     = output.connections == 32
    error_message = "Connections are instances times pools."
  }
}

# An area is one function; a route that is named stands alone.
run "an_area_and_a_route_alone" {
  command = plan

  variables {
    granularity = "area"
    alone       = ["posts_get"]
  }

  assert {
    condition     = output.backends == { meta_info = "area-meta", posts_get = "posts-get" }
    error_message = "The named route has a function of its own."
  }

  assert {
    condition     = google_cloudfunctions2_function.unit["area-meta"].build_config[0].entry_point == "area_meta"
    error_message = "An area has an entry point of its own."
  }
}

# Images are services with names of their own: they serve before the functions that they replace are deleted.
run "services_of_one_image" {
  command = plan

  variables {
    granularity = "image"
    image       = "x@sha256:0000000000000000000000000000000000000000000000000000000000000000"
    network     = { connector_id = null, network_name = "network", subnetwork = "services" }
  }

  assert {
    condition     = length(google_cloudfunctions2_function.unit) == 0 && google_cloud_run_v2_service.unit["posts-get"].name == "posts-get-run"
    error_message = "A service is named apart from a function."
  }

  assert {
    condition     = output.urls["worker-email"] == "https://worker-email-run-123456789012.asia-southeast1.run.app"
    error_message = "Its address follows."
  }
}

# Cloud Functions reach the database through a connector: give the network one, or choose the granularity image.
run "refuses_functions_without_a_connector" {
  command = plan

  variables {
    network = { connector_id = null, network_name = "network", subnetwork = "services" }
  }

  expect_failures = [google_cloudfunctions2_function.unit]
}

# The granularity image needs an image by its digest.
run "refuses_a_tag" {
  command = plan

  variables {
    granularity = "image"
    image       = "functions:latest"
  }

  expect_failures = [google_cloud_run_v2_service.unit]
}

# There is no route … to stand alone.
run "refuses_an_unknown_route" {
  command = plan

  variables {
    alone = ["posts_vanish"]
  }

  expect_failures = [var.alone]
}

# There is no bundle: run `make bundle` first.
run "refuses_a_missing_bundle" {
  command = plan

  variables {
    bundle_path = "missing.zip"
  }

  expect_failures = [var.bundle_path]
}

# The granularity is route, area or image.
run "refuses_another_granularity" {
  command = plan

  variables {
    granularity = "module"
  }

  expect_failures = [var.granularity]
}

# A deployed name has 45 characters at most: with `-run` and the project's number it must fit into a DNS label.
run "refuses_a_long_name" {
  command = plan

  variables {
    routes = [{ deployedName = "a-name-of-more-than-forty-five-letters-in-all-x", name = "long", public = false, summary = "Long", unit = "social" }]
  }

  expect_failures = [var.routes]
}

# An instance needs no more connections than it handles requests at a time.
run "refuses_a_large_pool" {
  command = plan

  variables {
    scaling = { default = { concurrency = 2, cpu = "1", maximum = 2, memory = "512M", minimum = 0, pool = 4, timeout = 60 } }
  }

  expect_failures = [var.scaling]
}

# A function has one instance at most or more, and no fewer than its minimum.
run "refuses_a_minimum_above_the_maximum" {
  command = plan

  variables {
    scaling = { default = { concurrency = 8, cpu = "1", maximum = 2, memory = "512M", minimum = 3, pool = 4, timeout = 60 } }
  }

  expect_failures = [var.scaling]
}

# Memory is written in megabytes, such as 512M.
run "refuses_gigabytes" {
  command = plan

  variables {
    scaling = { default = { concurrency = 8, cpu = "1", maximum = 2, memory = "1G", minimum = 0, pool = 4, timeout = 60 } }
  }

  expect_failures = [var.scaling]
}
