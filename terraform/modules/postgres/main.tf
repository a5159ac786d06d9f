resource "google_sql_database_instance" "postgres" {
  # checkov:skip=CKV_GCP_6:ENCRYPTED_ONLY refuses what is not encrypted. Certificates of clients would be one more secret, and who connects is proven by a password inside a private network.
  # checkov:skip=CKV_GCP_79:The version is a variable that refuses anything before Postgres 16; a major upgrade is a planned step.
  # checkov:skip=CKV_GCP_109:Errors are logged, the statements that failed are not: they have values in them, in whatever length.
  project             = var.project_id
  name                = var.generation == 1 ? "${var.prefix}-postgres" : "${var.prefix}-postgres-${var.generation}"
  region              = var.region
  database_version    = var.database_version
  deletion_protection = var.deletion_protection
  encryption_key_name = var.kms_key_name

  settings {
    tier                        = var.tier
    edition                     = var.pooler == null ? "ENTERPRISE" : "ENTERPRISE_PLUS"
    availability_type           = var.highly_available ? "REGIONAL" : "ZONAL"
    deletion_protection_enabled = var.deletion_protection
    disk_type                   = "PD_SSD"
    disk_size                   = var.disk_size
    disk_autoresize             = true
    disk_autoresize_limit       = var.disk_size_limit
    retain_backups_on_delete    = true
    user_labels                 = var.labels

    backup_configuration {
      enabled                        = true
      location                       = var.backup_location
      point_in_time_recovery_enabled = true
      start_time                     = "19:00"
      transaction_log_retention_days = var.recovery_days

      backup_retention_settings {
        retained_backups = var.backups_kept
        retention_unit   = "COUNT"
      }
    }

    dynamic "connection_pool_config" {
      for_each = var.pooler == null ? [] : [var.pooler]

      content {
        connection_pooling_enabled = true

        flags {
          name  = "max_pool_size"
          value = connection_pool_config.value.server_connections
        }
        flags {
          name  = "max_client_connections"
          value = connection_pool_config.value.client_connections
        }
        flags {
          name  = "pool_mode"
          value = "transaction"
        }
      }
    }

    dynamic "database_flags" {
      for_each = local._flags

      content {
        name  = database_flags.key
        value = database_flags.value
      }
    }

    insights_config {
      query_insights_enabled  = true
      query_plans_per_minute  = 5
      query_string_length     = 1024
      record_application_tags = true
      # Addresses of people are personal data; those of our own instances tell nothing.
      record_client_address = false
    }

    ip_configuration {
      ipv4_enabled                                  = false
      private_network                               = var.network_id
      ssl_mode                                      = "ENCRYPTED_ONLY"
      enable_private_path_for_google_cloud_services = false
    }

    maintenance_window {
      day          = 7
      hour         = 18
      update_track = "stable"
    }

    password_validation_policy {
      enable_password_policy      = true
      complexity                  = "COMPLEXITY_DEFAULT"
      disallow_username_substring = true
      min_length                  = 20
    }
  }

  lifecycle {
    # The disk grows by itself. Another key would be another, empty instance: docs/runbooks/restore.md.
    ignore_changes = [encryption_key_name, settings[0].disk_size]
  }
}

locals {
  _flags = merge(
    {
      # The budget, and what operators, replication and Google's own agents take.
      "max_connections" = tostring(ceil(var.connection_budget * 1.25) + 20)

      "cloudsql.enable_pgaudit"             = "on"
      "log_checkpoints"                     = "on"
      "log_connections"                     = "on"
      "log_disconnections"                  = "on"
      "log_duration"                        = "off"
      "log_hostname"                        = "on"
      "log_lock_waits"                      = "on"
      "log_min_duration_statement"          = "-1"
      "log_min_error_statement"             = "panic"
      "log_min_messages"                    = "warning"
      "log_statement"                       = "ddl"
      "pgaudit.log"                         = "ddl,role"
      "idle_in_transaction_session_timeout" = "60000"
    },
    var.flags,
  )
}
