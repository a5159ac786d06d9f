mock_provider "google" {}

variables {
  prefix     = "stunity-test"
  project_id = "project"
  region     = "asia-southeast1"
}

# Functions get out through a connector; nobody gets in unless another rule says so.
run "a_network_that_nobody_enters" {
  command = plan

  assert {
    condition     = google_compute_firewall.deny.source_ranges == toset(["0.0.0.0/0"]) && google_compute_firewall.deny.direction == "INGRESS"
    error_message = "Everybody is kept out."
  }

  assert {
    condition     = length(google_vpc_access_connector.functions) == 1 && length(google_vpc_access_connector.functions[0].name) <= 25
    error_message = "The connector's name fits."
  }

  assert {
    condition     = google_compute_subnetwork.services.private_ip_google_access
    error_message = "Google's APIs are reached inside."
  }
}

# Cloud Run has addresses of its own in the network.
run "images_need_no_connector" {
  command = plan

  variables {
    connector = null
  }

  assert {
    condition     = length(google_vpc_access_connector.functions) == 0 && output.connector_id == null
    error_message = "There is no connector."
  }
}

# The connector takes a range of 16 addresses, such as 10.8.0.0/28.
run "refuses_a_wide_connector" {
  command = plan

  variables {
    connector = { range = "10.8.0.0/27" }
  }

  expect_failures = [var.connector]
}

# The connector has at least 2 machines, at most 10, and may grow by one at least.
run "refuses_a_connector_that_cannot_grow" {
  command = plan

  variables {
    connector = { min_instances = 3, max_instances = 3 }
  }

  expect_failures = [var.connector]
}

# The share of logged flows lies between 0 and 1.
run "refuses_a_share_above_one" {
  command = plan

  variables {
    flow_sampling = 2
  }

  expect_failures = [var.flow_sampling]
}

# A DNS domain ends with a dot here.
run "refuses_a_domain_without_a_dot" {
  command = plan

  variables {
    internal_domain = "stunity.internal"
  }

  expect_failures = [var.internal_domain]
}

# Managed services need a range between /24 and /16.
run "refuses_a_small_range" {
  command = plan

  variables {
    managed_services_prefix_length = 25
  }

  expect_failures = [var.managed_services_prefix_length]
}

# The range is an IPv4 block of 64 addresses (/26) or more.
run "refuses_few_addresses" {
  command = plan

  variables {
    services_range = "10.10.0.0/27"
  }

  expect_failures = [var.services_range]
}
