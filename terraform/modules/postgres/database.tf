resource "google_sql_database" "database" {
  project         = var.project_id
  instance        = google_sql_database_instance.postgres.name
  name            = var.database_name
  charset         = "UTF8"
  deletion_policy = "ABANDON"
}

# The secret holds a connection string; its password is the owner's. It is read when Terraform runs
# and written without being kept in the state.
ephemeral "google_secret_manager_secret_version" "owner" {
  project = var.project_id
  secret  = var.owner_secret_id
  version = "latest"
}

# The owner makes the schema and the other roles; functions and relay sign in as roles that the
# job `logins` makes, because Cloud SQL gives every user of its API the rights of an administrator.
resource "google_sql_user" "owner" {
  project             = var.project_id
  instance            = google_sql_database_instance.postgres.name
  name                = var.owner_name
  password_wo         = regex("^[^:]+://[^:]+:([^@]+)@", ephemeral.google_secret_manager_secret_version.owner.secret_data)[0]
  password_wo_version = var.owner_password_version
  deletion_policy     = "ABANDON"
}
