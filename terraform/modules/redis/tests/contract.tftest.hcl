mock_provider "google" {}

mock_provider "upstash" {}

variables {
  name            = "stunity-test"
  token_secret_id = "projects/project/secrets/upstash-redis-rest-token"
}

# A full cache forgets; it never refuses writes, and never costs more than its budget.
run "a_cache_that_forgets" {
  command = plan

  assert {
    condition     = upstash_redis_database.redis.eviction
    error_message = "A full cache forgets its oldest keys."
  }

  assert {
    condition     = upstash_redis_database.redis.tls
    error_message = "Connections are encrypted."
  }

  assert {
    condition     = upstash_redis_database.redis.budget == 20 && !upstash_redis_database.redis.auto_scale
    error_message = "The price has a bound."
  }

  assert {
    condition     = google_secret_manager_secret_version.token.secret_data_wo_version == 1
    error_message = "The token goes into its secret."
  }
}

# The budget is a dollar a month at least.
run "refuses_no_budget" {
  command = plan

  variables {
    monthly_budget = 0
  }

  expect_failures = [var.monthly_budget]
}

# Upstash has no such region: see the list in this variable's validation.
run "refuses_an_unknown_region" {
  command = plan

  variables {
    primary_region = "moon-1"
  }

  expect_failures = [var.primary_region]
}
