mock_provider "google" {}

variables {
  collector_image = "x@sha256:0000000000000000000000000000000000000000000000000000000000000000"
  environment     = { LOG_LEVEL = "INFO" }
  image           = "x@sha256:0000000000000000000000000000000000000000000000000000000000000000"
  network         = { network_name = "network", subnetwork = "services" }
  project_id      = "project"
  region          = "asia-southeast1"
  secrets         = { OPS_TOKEN = "ops-token" }
  service_account = "relay@example.com"
}

# The relay holds streams for an hour, and hears of its end in time to send them elsewhere.
run "a_relay_that_keeps_its_streams" {
  command = plan

  assert {
    condition     = google_cloud_run_v2_service.relay.template[0].timeout == "3600s"
    error_message = "A stream lives for an hour at most."
  }

  assert {
    condition     = google_cloud_run_v2_service.relay.template[0].max_instance_request_concurrency == 900
    error_message = "An instance takes 900 streams."
  }

  assert {
    condition     = google_cloud_run_v2_service.relay.template[0].containers[0].resources[0].cpu_idle == false
    error_message = "Its processor is never taken away."
  }

  assert {
    condition     = google_cloud_run_v2_service.relay.ingress == "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"
    error_message = "Browsers come through the load balancer alone."
  }

  assert {
    condition     = output.connections == 35
    error_message = "Five instances hold six connections and the sweeper's each."
  }
}

# Cloud Run has 1, 2, 4, 6 or 8 whole cores for what is never without its processor.
run "refuses_half_a_core" {
  command = plan

  variables {
    cpu = "0.5"
  }

  expect_failures = [var.cpu]
}

# Name the image by its digest: a tag may be another program tomorrow.
run "refuses_a_tag_of_the_collector" {
  command = plan

  variables {
    collector_image = "collector:latest"
  }

  expect_failures = [var.collector_image]
}

# Name the image by its digest: a tag may be another program tomorrow.
run "refuses_a_tag" {
  command = plan

  variables {
    image = "relay:latest"
  }

  expect_failures = [var.image]
}

# The relay has between 1 and 100 instances; beyond one firehose, shard by tenant.
run "refuses_many_instances" {
  command = plan

  variables {
    max_instances = 101
  }

  expect_failures = [var.max_instances]
}

# The relay cannot have more instances at least than at most.
run "refuses_a_minimum_above_the_maximum" {
  command = plan

  variables {
    min_instances = 6
  }

  expect_failures = [var.min_instances]
}

# Cloud Run passes between 1 and 1,000 requests to an instance.
run "refuses_many_streams" {
  command = plan

  variables {
    streams_per_instance = 1001
  }

  expect_failures = [var.streams_per_instance]
}
