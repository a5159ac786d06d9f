# The relay holds streams open for up to an hour: its processor is never taken away, a stream counts
# as one request, and there is nothing to gain from sending a browser back to the same instance.
resource "google_cloud_run_v2_service" "relay" {
  project             = var.project_id
  name                = "relay"
  location            = var.region
  description         = "Server-sent events"
  deletion_protection = var.deletion_protection
  ingress             = "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"
  labels              = merge(var.labels, { kind = "relay" })

  template {
    execution_environment            = "EXECUTION_ENVIRONMENT_GEN2"
    max_instance_request_concurrency = var.streams_per_instance
    service_account                  = var.service_account
    session_affinity                 = false
    # Cloud Run's longest request. The relay itself ends a stream after 53 to 57 minutes.
    timeout = "3600s"

    containers {
      name  = "relay"
      image = var.image

      dynamic "env" {
        for_each = local._environment

        content {
          name  = env.key
          value = env.value
        }
      }

      dynamic "env" {
        for_each = var.secrets

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

      liveness_probe {
        failure_threshold = 3
        period_seconds    = 10
        timeout_seconds   = 3

        http_get {
          path = "/healthz"
          port = local._port
        }
      }

      # HTTP/1.1: TLS and HTTP/2 end at the load balancer.
      ports {
        name           = "http1"
        container_port = local._port
      }

      resources {
        cpu_idle          = false
        startup_cpu_boost = true
        limits = {
          cpu    = var.cpu
          memory = var.memory
        }
      }

      # A new instance gets its first stream when it hears what happens. Without Pub/Sub that takes
      # ten seconds longer; afterwards nothing but its own state makes a relay unready.
      startup_probe {
        failure_threshold = 30
        period_seconds    = 1
        timeout_seconds   = 1

        http_get {
          path = "/readyz"
          port = local._port
        }
      }
    }

    containers {
      name       = "collector"
      image      = var.collector_image
      args       = ["--config=env:COLLECTOR_CONFIG"]
      depends_on = ["relay"]

      env {
        name  = "COLLECTOR_CONFIG"
        value = jsonencode(local._collector)
      }

      env {
        name = "OPS_TOKEN"

        value_source {
          secret_key_ref {
            secret  = var.secrets["OPS_TOKEN"]
            version = "latest"
          }
        }
      }

      resources {
        cpu_idle = false
        limits = {
          cpu    = "1"
          memory = "512Mi"
        }
      }
    }

    scaling {
      max_instance_count = var.max_instances
      min_instance_count = var.min_instances
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
    # `make ops-drain` and a rollback move traffic; the next apply must not undo it in silence.
    ignore_changes = [client, client_version, traffic]
  }
}

locals {
  _port = 8080

  # Cloud Run sends SIGTERM and kills ten seconds later: the relay closes its streams within eight.
  _environment = merge(var.environment, {
    OTEL_EXPORTER_OTLP_ENDPOINT = "http://127.0.0.1:${local._spans_port}"
    RELAY_DRAIN_SECONDS         = "6"
    RELAY_DRAIN_SPREAD_SECONDS  = "5"
    RELAY_HOST                  = "0.0.0.0"
    RELAY_INSTANCE_STREAMS      = tostring(var.streams_per_instance)
    RELAY_POOL_CONNECTIONS      = tostring(var.pool)
    RELAY_PORT                  = tostring(local._port)
    RELAY_WORKERS               = var.cpu
  })
}
