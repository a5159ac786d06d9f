# Who may call. A load balancer carries no Google identity, and our users have none, so a function
# behind it admits every caller that the network lets through: `ingress` lets through the load
# balancer alone. Then the function decides: a route that is not declared public verifies the access
# token before anything else, and tests/guards prove it for each of them. The two bindings are apart
# so that a review sees which is which.
resource "google_cloud_run_v2_service_iam_member" "public" {
  for_each = { for name, unit in local._units : name => unit if unit.caller == "public" && unit.public }

  project    = var.project_id
  location   = var.region
  name       = each.value.name
  role       = "roles/run.invoker"
  member     = "allUsers"
  depends_on = [google_cloudfunctions2_function.unit, google_cloud_run_v2_service.unit]

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_cloud_run_v2_service_iam_member" "signed_in" {
  for_each = { for name, unit in local._units : name => unit if unit.caller == "public" && !unit.public }

  project    = var.project_id
  location   = var.region
  name       = each.value.name
  role       = "roles/run.invoker"
  member     = "allUsers"
  depends_on = [google_cloudfunctions2_function.unit, google_cloud_run_v2_service.unit]

  lifecycle {
    create_before_destroy = true
  }
}

# Workers and jobs have no address outside: Pub/Sub and Cloud Scheduler call them from inside, each
# with a token of its own account, which the function verifies once more.
resource "google_cloud_run_v2_service_iam_member" "service" {
  for_each = { for name, unit in local._units : name => unit if unit.caller != "public" }

  project    = var.project_id
  location   = var.region
  name       = each.value.name
  role       = "roles/run.invoker"
  member     = "serviceAccount:${var.callers[each.value.caller]}"
  depends_on = [google_cloudfunctions2_function.unit, google_cloud_run_v2_service.unit]

  lifecycle {
    create_before_destroy = true
  }
}
