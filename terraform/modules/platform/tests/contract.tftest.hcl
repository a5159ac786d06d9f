# Terraform cannot mock ephemeral resources, and the database's password is one: this runs against the
# provider that tests/terraform serves.

mock_provider "cloudflare" {}

mock_provider "upstash" {}

variables {
  bundle_path            = "versions.tf" # any file: its hash names the object
  connection_budget      = 200
  domains                = ["school.example"]
  environment            = "test"
  images                 = { collector = "x@sha256:0000000000000000000000000000000000000000000000000000000000000000", jobs = "x@sha256:0000000000000000000000000000000000000000000000000000000000000000", relay = "x@sha256:0000000000000000000000000000000000000000000000000000000000000000" }
  grade_seal_public_keys = "key-1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
  jwt_public_keys        = "key-1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
  mail_sender            = "Stunity <no-reply@school.example>"
  operators              = { oncall = "oncall@school.example" }
  project_id             = "project"
  manifest = {
    events  = [{ type = "user:registered" }]
    jobs    = []
    workers = []
    routes = [{
      aliases      = []
      deployedName = "meta-info"
      hidesCaller  = false
      method       = "GET"
      name         = "meta_info"
      path         = "/v1/meta"
      public       = true
      summary      = "What runs"
      unit         = "meta"
    }]
  }
  scaling = {
    default = { concurrency = 8, cpu = "1", maximum = 2, memory = "512M", minimum = 0, pool = 4, timeout = 60 }
  }
}

# An environment is named once, and everything in it carries that name.
run "an_environment" {
  command = plan

  assert {
    condition     = output.url == "https://school.example" && output.web_bucket == "project-web"
    error_message = "The product is at its first domain."
  }

  assert {
    condition     = keys(output.units) == ["area-meta"]
    error_message = "An area is one unit by default."
  }

  assert {
    condition     = output.images_repository == "asia-southeast1-docker.pkg.dev/project/stunity-test"
    error_message = "Images are pushed to the environment's repository."
  }

  assert {
    condition     = length(module.redis) == 1 && length(module.postgres) == 1 && length(module.typesense) == 0
    error_message = "There is a database and a cache, and search is the database's."
  }
}

# A region that changes is refused as well, once there is a state that remembers the first one: "This
# environment lives in … and cannot move to …". tests/terraform/test_changes.py shows it.

# Without Redis and with a database elsewhere, the product runs on what the secrets name.
run "stores_elsewhere" {
  command = plan

  variables {
    postgres = null
    redis    = null
  }

  assert {
    condition     = length(module.redis) == 0 && length(module.postgres) == 0
    error_message = "Neither is made here."
  }
}

# … may hold more connections than the budget of …
run "refuses_more_connections_than_the_budget" {
  command = plan

  variables {
    connection_budget = 20
  }

  expect_failures = [output.connections]
}

# An origin is https:// and a host, without a path and without a star.
run "refuses_a_star" {
  command = plan

  variables {
    cors_origins = ["https://*.school.example"]
  }

  expect_failures = [var.cors_origins]
}

# Vectors come from huggingface, or from openai with the https:// URL of its service.
run "refuses_vectors_without_an_address" {
  command = plan

  variables {
    embeddings = { provider = "openai" }
  }

  expect_failures = [var.embeddings]
}

# An environment is named with 2 to 8 lower-case letters and digits.
run "refuses_a_long_environment" {
  command = plan

  variables {
    environment = "production"
  }

  expect_failures = [var.environment]
}

# Public keys are written kid:key,kid:key, each key in 43 characters of base64url.
run "refuses_a_short_key" {
  command = plan

  variables {
    jwt_public_keys = "key-1:short"
  }

  expect_failures = [var.jwt_public_keys]
}

# The log level is DEBUG, INFO, WARNING or ERROR.
run "refuses_another_level" {
  command = plan

  variables {
    log_level = "TRACE"
  }

  expect_failures = [var.log_level]
}

# Search has a machine or a cloud cluster: give one of them.
run "refuses_neither" {
  command = plan

  variables {
    typesense = {}
  }

  expect_failures = [var.typesense]
}
