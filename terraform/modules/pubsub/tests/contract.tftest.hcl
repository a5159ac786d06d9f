mock_provider "google" {}

variables {
  event_types             = ["user:registered"]
  project_id              = "project"
  project_number          = "123456789012"
  publishers              = { api = "api@example.com" }
  push_service_account    = "pusher@example.com"
  push_service_account_id = "projects/project/serviceAccounts/pusher@example.com"
  regions                 = ["asia-southeast1"]
  relay_service_account   = "relay@example.com"
  topic_attachment_role   = "projects/project/roles/attachment"
  worker_urls             = { worker-email = "https://worker-email.example.run.app" }
  workers = [{
    deployedName = "worker-email"
    filter       = "attributes:worker_email"
    path         = "/v1/internal/workers/email"
    subscribes   = ["user:registered"]
  }]
}

# A worker is pushed what it asked for, five times, and then a person looks at it.
run "a_subscription_for_each_worker" {
  command = plan

  assert {
    condition     = google_pubsub_subscription.worker["worker-email"].push_config[0].push_endpoint == "https://worker-email.example.run.app/v1/internal/workers/email"
    error_message = "Events are pushed to the worker's own path."
  }

  assert {
    condition     = google_pubsub_subscription.worker["worker-email"].dead_letter_policy[0].max_delivery_attempts == 5
    error_message = "Five deliveries make a dead letter."
  }

  assert {
    condition     = google_pubsub_subscription.worker["worker-email"].expiration_policy[0].ttl == ""
    error_message = "A quiet worker keeps its subscription."
  }

  assert {
    condition     = output.subscriptions.workers == { worker-email = "worker-email" }
    error_message = "Subscriptions are known by name."
  }
}

# Pub/Sub takes filters of 256 bytes at most; this one has …
run "refuses_a_long_filter" {
  command = plan

  variables {
    workers = [{
      deployedName = "worker-email"
      filter       = "attributes:${join("", [for n in range(256) : "x"])}"
      path         = "/"
      subscribes   = []
    }]
  }

  expect_failures = [google_pubsub_subscription.worker["worker-email"]]
}

# subscribes to events that the manifest does not know
run "refuses_unknown_events" {
  command = plan

  variables {
    event_types = ["post:created"]
  }

  expect_failures = [google_pubsub_subscription.worker["worker-email"]]
}

# Pub/Sub waits between 10 and 600 seconds for an answer.
run "refuses_a_short_deadline" {
  command = plan

  variables {
    ack_deadline = 9
  }

  expect_failures = [var.ack_deadline]
}

# A backlog is kept between 10 minutes and 31 days.
run "refuses_a_short_backlog" {
  command = plan

  variables {
    backlog_retention = 599
  }

  expect_failures = [var.backlog_retention]
}

# Repetitions wait between 0 and 600 seconds, the first no longer than the last.
run "refuses_a_first_wait_above_the_last" {
  command = plan

  variables {
    backoff = { minimum = 20, maximum = 10 }
  }

  expect_failures = [var.backoff]
}

# Dead letters are kept between 10 minutes and 31 days.
run "refuses_short_dead_letters" {
  command = plan

  variables {
    dead_letter_retention = 599
  }

  expect_failures = [var.dead_letter_retention]
}

# Pub/Sub tries 5 to 100 times before it gives up.
run "refuses_few_attempts" {
  command = plan

  variables {
    delivery_attempts = 4
  }

  expect_failures = [var.delivery_attempts]
}

# Events are kept between 10 minutes and 31 days.
run "refuses_short_events" {
  command = plan

  variables {
    event_retention = 599
  }

  expect_failures = [var.event_retention]
}
