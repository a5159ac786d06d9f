# Granularity image: the same units as services of Cloud Run that share one image. One build instead
# of hundreds, a rollback to a digest, and every function still scales and fails alone.
resource "google_cloud_run_v2_service" "unit" {
  for_each = var.granularity == "image" ? local._units : {}

  project             = var.project_id
  name                = each.value.name
  location            = var.region
  description         = each.value.summary
  deletion_protection = false
  ingress             = each.value.caller == "public" ? "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER" : "INGRESS_TRAFFIC_INTERNAL_ONLY"
  labels              = merge(var.labels, { kind = each.value.kind })

  template {
    max_instance_request_concurrency = each.value.scaling.concurrency
    service_account                  = var.kinds[each.value.kind].service_account
    timeout                          = "${each.value.scaling.timeout}s"

    containers {
      image = var.image

      dynamic "env" {
        for_each = merge(local._environments[each.key], { FUNCTION_TARGET = each.value.target })

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

      ports {
        container_port = 8080
      }

      resources {
        cpu_idle          = true
        startup_cpu_boost = true
        limits = {
          cpu    = each.value.scaling.cpu
          memory = replace(each.value.scaling.memory, "M", "Mi")
        }
      }

      startup_probe {
        failure_threshold = 30
        period_seconds    = 1
        timeout_seconds   = 1

        tcp_socket {
          port = 8080
        }
      }
    }

    scaling {
      max_instance_count = each.value.scaling.maximum
      min_instance_count = each.value.scaling.minimum
    }

    vpc_access {
      egress = "PRIVATE_RANGES_ONLY"

      network_interfaces {
        network    = var.network.network_name
        subnetwork = var.network.subnetwork
      }
    }
  }

  traffic {
    type    = "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"
    percent = 100
  }

  lifecycle {
    # Nothing that serves goes before what replaces it serves: see the gateway's URL map.
    create_before_destroy = true
    # A rollback moves traffic to an older revision; the next apply must not undo it in silence.
    ignore_changes = [client, client_version, traffic]

    precondition {
      condition     = can(regex("@sha256:[0-9a-f]{64}$", var.image))
      error_message = "The granularity image needs an image by its digest."
    }
  }
}
