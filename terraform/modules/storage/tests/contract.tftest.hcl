mock_provider "google" {}

mock_provider "cloudflare" {}

variables {
  location             = "asia-southeast1"
  origins              = ["https://school.example"]
  prefix               = "stunity-test"
  project_id           = "project"
  secret_key_secret_id = "projects/project/secrets/s3-secret-key"
  service_account      = "uploads@example.com"
}

# Uploads are nobody's to read but through a presigned request; the web app is everybody's.
run "uploads_at_google" {
  command = plan

  assert {
    condition     = google_storage_bucket.uploads[0].public_access_prevention == "enforced" && !google_storage_bucket.uploads[0].force_destroy
    error_message = "Uploads are closed, and never deleted with their bucket."
  }

  assert {
    condition     = google_storage_bucket.uploads[0].cors[0].origin == tolist(["https://school.example"])
    error_message = "Only the product's pages may upload."
  }

  assert {
    condition     = google_storage_bucket_iam_member.web_readers.member == "allUsers"
    error_message = "Everybody reads the web app."
  }
}

# R2 holds uploads where egress shall cost nothing.
run "uploads_at_cloudflare" {
  command = plan

  variables {
    backend    = "r2"
    cloudflare = { account_id = "00000000000000000000000000000000" }
  }

  assert {
    condition     = length(google_storage_bucket.uploads) == 0 && cloudflare_r2_bucket.uploads[0].name == "stunity-test-uploads"
    error_message = "There is one bucket, in R2."
  }

  assert {
    condition     = output.environment["S3_ENDPOINT"] == "https://00000000000000000000000000000000.r2.cloudflarestorage.com"
    error_message = "Functions are told where it is."
  }

  assert {
    condition     = output.origin == output.environment["S3_ENDPOINT"]
    error_message = "Browsers send files to where functions look for them."
  }
}

# Uploads live in gcs or in r2.
run "refuses_another_store" {
  command = plan

  variables {
    backend = "s3"
  }

  expect_failures = [var.backend]
}

# An R2 bucket needs the id of a Cloudflare account.
run "refuses_r2_without_an_account" {
  command = plan

  variables {
    backend = "r2"
  }

  expect_failures = [var.cloudflare]
}

# Replaced uploads are kept for 1 to 30 days.
run "refuses_to_keep_for_long" {
  command = plan

  variables {
    noncurrent_days = 31
  }

  expect_failures = [var.noncurrent_days]
}

# An origin is https:// and a host, without a path and without a star.
run "refuses_a_star" {
  command = plan

  variables {
    origins = ["https://*.school.example"]
  }

  expect_failures = [var.origins]
}
