# Granularity route or area: Cloud Functions, built by Google from the bundle.
resource "google_cloudfunctions2_function" "unit" {
  for_each = var.granularity == "image" ? {} : local._units

  project     = var.project_id
  name        = each.value.name
  location    = var.region
  description = each.value.summary
  labels      = merge(var.labels, { kind = each.value.kind })

  build_config {
    docker_repository = var.build.repository_id
    entry_point       = each.value.target
    runtime           = "python311"
    service_account   = var.build.service_account_id

    source {
      storage_source {
        bucket = google_storage_bucket.source[0].name
        object = google_storage_bucket_object.bundle[0].name
      }
    }
  }

  service_config {
    all_traffic_on_latest_revision   = true
    available_cpu                    = each.value.scaling.cpu
    available_memory                 = each.value.scaling.memory
    environment_variables            = local._environments[each.key]
    ingress_settings                 = each.value.caller == "public" ? "ALLOW_INTERNAL_AND_GCLB" : "ALLOW_INTERNAL_ONLY"
    max_instance_count               = each.value.scaling.maximum
    max_instance_request_concurrency = each.value.scaling.concurrency
    min_instance_count               = each.value.scaling.minimum
    service_account_email            = var.kinds[each.value.kind].service_account
    timeout_seconds                  = each.value.scaling.timeout
    vpc_connector                    = var.network.connector_id
    vpc_connector_egress_settings    = "PRIVATE_RANGES_ONLY"

    dynamic "secret_environment_variables" {
      for_each = var.kinds[each.value.kind].secrets

      content {
        key        = secret_environment_variables.key
        project_id = var.project_id
        secret     = secret_environment_variables.value
        version    = "latest"
      }
    }
  }

  lifecycle {
    # Nothing that serves goes before what replaces it serves: see the gateway's URL map.
    create_before_destroy = true

    precondition {
      condition     = var.network.connector_id != null
      error_message = "Cloud Functions reach the database through a connector: give the network one, or choose the granularity image."
    }
  }
}
