mock_provider "google" {}

variables {
  project_id = "project"
  region     = "asia-southeast1"
  secrets = {
    database-url = { readers = ["api", "relay"] }
    ops-token    = { readers = [] }
  }
  service_accounts = { api = "api@example.com", relay = "relay@example.com" }
}

# A secret has a place, and readers of its own: nobody reads all of them.
run "a_place_for_each_secret" {
  command = plan

  assert {
    condition     = length(google_secret_manager_secret.secret) == 2
    error_message = "Each secret has a place, also one that nobody reads."
  }

  assert {
    condition     = toset(keys(google_secret_manager_secret_iam_member.reader)) == toset(["database-url/api", "database-url/relay"])
    error_message = "Readers are those that were named."
  }

  assert {
    condition     = alltrue([for secret in google_secret_manager_secret.secret : secret.deletion_protection])
    error_message = "Secrets are protected by default."
  }

  assert {
    condition     = google_secret_manager_secret.secret["ops-token"].version_destroy_ttl == "604800s"
    error_message = "A destroyed value can be brought back for a week."
  }
}

# A destroyed version must be recoverable for a day at least.
run "refuses_a_short_delay" {
  command = plan

  variables {
    version_destroy_delay = 60
  }

  expect_failures = [var.version_destroy_delay]
}
