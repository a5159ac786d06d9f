# What an operator starts by hand: migrations and backfills. `make ops-task` runs one and follows it.
resource "google_cloud_run_v2_job" "task" {
  for_each = var.tasks

  project             = var.project_id
  name                = each.key
  location            = var.region
  deletion_protection = false
  labels              = merge(var.labels, { kind = each.value.kind })

  template {
    parallelism = 1
    task_count  = each.value.task_count

    template {
      max_retries     = each.value.max_retries
      service_account = var.kinds[each.value.kind].service_account
      timeout         = "${each.value.timeout}s"

      containers {
        image = var.image
        args  = each.value.args

        dynamic "env" {
          for_each = merge(var.environment, each.value.environment)

          content {
            name  = env.key
            value = env.value
          }
        }

        dynamic "env" {
          for_each = var.kinds[each.value.kind].secrets

          content {
            name = env.key

            value_source {
              secret_key_ref {
                secret  = env.value
                version = "latest"
              }
            }
          }
        }

        resources {
          limits = {
            cpu    = "1"
            memory = each.value.memory
          }
        }

        dynamic "volume_mounts" {
          for_each = each.value.exports ? ["exports"] : []

          content {
            mount_path = "/exports"
            name       = volume_mounts.value
          }
        }
      }

      dynamic "volumes" {
        for_each = each.value.exports ? ["exports"] : []

        content {
          name = volumes.value

          gcs {
            bucket = google_storage_bucket.exports.name
          }
        }
      }

      vpc_access {
        egress = "PRIVATE_RANGES_ONLY"

        network_interfaces {
          network    = var.network.network_name
          subnetwork = var.network.subnetwork
        }
      }
    }
  }

  lifecycle {
    ignore_changes = [client, client_version]
  }
}
