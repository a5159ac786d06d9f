mock_provider "google" {}

variables {
  dead_letter_subscription = "dead-letter"
  host                     = "school.example"
  operators                = { oncall = "oncall@school.example" }
  prefix                   = "stunity-test"
  project_id               = "project"
  project_number           = "123456789012"
  relay_service            = "relay"
  routes                   = []
}

# Every operator has a channel; a budget is there only where one was given.
run "operators_are_told" {
  command = plan

  assert {
    condition     = google_monitoring_notification_channel.operator["oncall"].labels["email_address"] == "oncall@school.example"
    error_message = "Alerts go to the operator."
  }

  assert {
    condition     = length(google_billing_budget.month) == 0
    error_message = "Without a cost there is no budget."
  }
}

# The budget of a month is a whole number of 1 or more.
run "refuses_a_broken_budget" {
  command = plan

  variables {
    cost = { billing_account = "000000-AAAAAA-000000", monthly_budget = 1.5 }
  }

  expect_failures = [var.cost]
}

# An operator is reached at a mail address.
run "refuses_a_name_as_an_address" {
  command = plan

  variables {
    operators = { oncall = "oncall" }
  }

  expect_failures = [var.operators]
}

# An objective lies between 0.5 and 0.9999: nobody can promise everything.
run "refuses_to_promise_everything" {
  command = plan

  variables {
    objectives = { availability = 1 }
  }

  expect_failures = [var.objectives]
}
