mock_provider "google" {}

variables {
  image           = "x@sha256:0000000000000000000000000000000000000000000000000000000000000000"
  internal_zone   = { domain = "stunity.internal.", name = "internal" }
  key_secret_id   = "typesense-api-key"
  network_name    = "network"
  prefix          = "stunity-test"
  project_id      = "project"
  region          = "asia-southeast1"
  service_account = "search@example.com"
  source_ranges   = ["10.8.0.0/28"]
  subnetwork      = "services"
  zone            = "asia-southeast1-a"
}

# Functions and relay reach the search server, nobody else.
run "a_search_server_inside" {
  command = plan

  assert {
    condition     = output.host == "typesense.stunity.internal" && output.port == 8108
    error_message = "Functions are told its name."
  }

  assert {
    condition     = google_compute_firewall.services.source_ranges == toset(["10.8.0.0/28"])
    error_message = "Only the given addresses connect."
  }

  assert {
    condition     = google_compute_instance.typesense.shielded_instance_config[0].enable_secure_boot
    error_message = "It boots what it should."
  }
}

# The smallest disk has 10 GB.
run "refuses_a_small_disk" {
  command = plan

  variables {
    disk_size = 9
  }

  expect_failures = [var.disk_size]
}

# Name the image by its digest: a tag may be another program tomorrow.
run "refuses_a_tag" {
  command = plan

  variables {
    image = "typesense/typesense:latest"
  }

  expect_failures = [var.image]
}

# Keep snapshots for a day at least.
run "refuses_no_snapshots" {
  command = plan

  variables {
    snapshot_days = 0
  }

  expect_failures = [var.snapshot_days]
}

# The search server is never open to the internet.
run "refuses_the_internet" {
  command = plan

  variables {
    source_ranges = ["0.0.0.0/0"]
  }

  expect_failures = [var.source_ranges]
}
