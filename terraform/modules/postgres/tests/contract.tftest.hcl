# Terraform cannot mock ephemeral resources, and the database's password is one: this runs against the
# provider that tests/terraform serves.


variables {
  connection_budget = 200
  internal_zone     = { domain = "stunity.internal.", name = "internal" }
  network_id        = "projects/project/global/networks/network"
  owner_secret_id   = "database-owner-url"
  prefix            = "stunity-test"
  project_id        = "project"
  region            = "asia-southeast1"
}

# The database is protected, encrypted and can be restored to any moment of a week.
run "a_database_that_is_kept" {
  command = plan

  assert {
    condition     = google_sql_database_instance.postgres.name == "stunity-test-postgres" && google_sql_database_instance.postgres.deletion_protection
    error_message = "It is protected from deletion."
  }

  assert {
    condition     = google_sql_database_instance.postgres.settings[0].backup_configuration[0].point_in_time_recovery_enabled
    error_message = "Any moment can be restored."
  }

  assert {
    condition     = google_sql_database_instance.postgres.settings[0].ip_configuration[0].ssl_mode == "ENCRYPTED_ONLY"
    error_message = "Connections are encrypted."
  }

  assert {
    condition     = [for flag in google_sql_database_instance.postgres.settings[0].database_flags : flag.value if flag.name == "max_connections"] == ["270"]
    error_message = "The server allows the budget, a quarter and 20 more."
  }
}

# A deleted instance keeps its name for a week, so the next one has another.
run "another_generation" {
  command = plan

  variables {
    generation = 2
  }

  assert {
    condition     = google_sql_database_instance.postgres.name == "stunity-test-postgres-2"
    error_message = "The name carries the generation."
  }
}

# The pooler needs the larger edition.
run "a_pooler" {
  command = plan

  variables {
    pooler = {}
  }

  assert {
    condition     = google_sql_database_instance.postgres.settings[0].edition == "ENTERPRISE_PLUS"
    error_message = "The edition follows the pooler."
  }
}

# Keep between 1 and 365 backups.
run "refuses_no_backups" {
  command = plan

  variables {
    backups_kept = 0
  }

  expect_failures = [var.backups_kept]
}

# The connection budget lies between 20 and 4,000; above that, use a pooler.
run "refuses_a_large_budget" {
  command = plan

  variables {
    connection_budget = 4001
  }

  expect_failures = [var.connection_budget]
}

# The product needs POSTGRES_16 or later.
run "refuses_an_old_version" {
  command = plan

  variables {
    database_version = "POSTGRES_15"
  }

  expect_failures = [var.database_version]
}

# The smallest disk has 10 GB.
run "refuses_a_small_disk" {
  command = plan

  variables {
    disk_size = 9
  }

  expect_failures = [var.disk_size]
}

# Generations are counted from 1.
run "refuses_generation_zero" {
  command = plan

  variables {
    generation = 0
  }

  expect_failures = [var.generation]
}

# Point-in-time recovery reaches back 1 to 35 days.
run "refuses_long_recovery" {
  command = plan

  variables {
    recovery_days = 36
  }

  expect_failures = [var.recovery_days]
}
