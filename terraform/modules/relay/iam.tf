# Browsers arrive through the load balancer without a Google identity; the relay verifies the token
# of every stream. See modules/functions/iam.tf.
resource "google_cloud_run_v2_service_iam_member" "signed_in" {
  project  = var.project_id
  location = var.region
  name     = google_cloud_run_v2_service.relay.name
  role     = "roles/run.invoker"
  member   = "allUsers"
}
