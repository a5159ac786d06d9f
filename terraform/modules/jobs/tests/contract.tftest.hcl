mock_provider "google" {}

variables {
  image = "x@sha256:0000000000000000000000000000000000000000000000000000000000000000"
  jobs = [{
    deployedName = "job-outbox-flush"
    path         = "/v1/internal/jobs/outbox-flush"
    schedule     = "* * * * *"
    summary      = "Publish what waits"
  }]
  kinds                     = { migrator = { secrets = { DATABASE_OWNER_URL = "database-owner-url" }, service_account = "migrator@example.com" } }
  network                   = { network_name = "network", subnetwork = "services" }
  project_id                = "project"
  region                    = "asia-southeast1"
  scheduler_service_account = "schedule@example.com"
  tasks = {
    migrate = { args = ["-m", "infra.postgres.core.migrate", "upgrade"], kind = "migrator" }
    school  = { args = ["-m", "infra.ops.school"], kind = "migrator", exports = true }
  }
  urls = { job-outbox-flush = "https://job-outbox-flush.example.run.app" }
}

# A job is called as it declares; a task runs when an operator says so.
run "schedules_and_tasks" {
  command = plan

  assert {
    condition     = google_cloud_scheduler_job.job["job-outbox-flush"].http_target[0].uri == "https://job-outbox-flush.example.run.app/v1/internal/jobs/outbox-flush"
    error_message = "The call goes to the job's own path."
  }

  assert {
    condition     = google_cloud_scheduler_job.job["job-outbox-flush"].time_zone == "Etc/UTC"
    error_message = "Schedules are in UTC."
  }

  assert {
    condition     = output.tasks == tolist(["migrate", "school"])
    error_message = "Every task has a name for make ops-task."
  }

  assert {
    condition     = length(google_cloud_run_v2_job.task["migrate"].template[0].template[0].volumes) == 0
    error_message = "Only a task that exports reaches the bucket of exports."
  }
}

# A job that is paused keeps its schedule.
run "a_job_can_be_paused" {
  command = plan

  variables {
    paused = ["job-outbox-flush"]
  }

  assert {
    condition     = google_cloud_scheduler_job.job["job-outbox-flush"].paused
    error_message = "The named job is paused."
  }
}

# Cloud Scheduler waits between 15 and 1,800 seconds for a job.
run "refuses_a_long_deadline" {
  command = plan

  variables {
    attempt_deadline = 1801
  }

  expect_failures = [var.attempt_deadline]
}

# An export is kept for 1 to 30 days.
run "refuses_long_exports" {
  command = plan

  variables {
    export_days = 31
  }

  expect_failures = [var.export_days]
}

# Name the image by its digest: a tag may be another program tomorrow.
run "refuses_a_tag" {
  command = plan

  variables {
    image = "jobs:latest"
  }

  expect_failures = [var.image]
}
