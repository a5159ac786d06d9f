mock_provider "google" {}

variables {
  kinds = {
    api     = { description = "Functions of routes" }
    builder = { description = "Builds functions", builds = true }
    relay   = { description = "The relay", makes_subscriptions = true }
  }
  prefix     = "stunity-test"
  project_id = "project"
}

# Each kind of code has an account, and only the rights on the project that it says it needs.
run "an_account_for_each_kind" {
  command = plan

  assert {
    condition     = google_service_account.kind["api"].account_id == "stunity-test-api"
    error_message = "The account is named by its kind."
  }

  assert {
    condition     = keys(google_project_iam_member.relay_subscriptions) == ["relay"]
    error_message = "Only the relay makes subscriptions."
  }

  assert {
    condition     = length(google_project_iam_member.subscription_removal) == 0
    error_message = "Nobody removes subscriptions here."
  }

  assert {
    condition     = length(google_project_iam_member.build) == 2
    error_message = "The builder writes images and logs."
  }
}

# A kind is named with 2 to 13 lower-case letters, digits and hyphens.
run "refuses_a_long_kind" {
  command = plan

  variables {
    kinds = { a-kind-with-a-long-name = { description = "Too long" } }
  }

  expect_failures = [var.kinds]
}

# The prefix has 3 to 16 lower-case letters, digits and hyphens: an account id ends at 30 characters.
run "refuses_a_long_prefix" {
  command = plan

  variables {
    prefix = "stunity-environment"
  }

  expect_failures = [var.prefix]
}
