# Read access is given secret by secret. Nobody reads all secrets of the project.
resource "google_secret_manager_secret_iam_member" "reader" {
  for_each = merge([
    for name, secret in var.secrets : {
      for kind in secret.readers : "${name}/${kind}" => { secret = name, kind = kind }
    }
  ]...)

  project   = var.project_id
  secret_id = google_secret_manager_secret.secret[each.value.secret].secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = "serviceAccount:${var.service_accounts[each.value.kind]}"
}
