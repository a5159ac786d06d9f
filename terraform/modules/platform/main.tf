# The product in one project: everything an environment may choose is a variable, everything that
# follows from the code is read from the manifest.
data "google_project" "project" {
  project_id = var.project_id
}

locals {
  _prefix = "stunity-${var.environment}"
  _number = data.google_project.project.number
  _labels = { app = "stunity", environment = var.environment }
  _origin = "https://${var.domains[0]}"
}
