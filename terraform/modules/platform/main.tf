# The product in one project: everything an environment may choose is a variable, everything that
# follows from the code is read from the manifest.
data "google_project" "project" {
  project_id = var.project_id
}

# Remembers the first region. Moving one would delete the database, the uploads and the secrets.
resource "terraform_data" "region" {
  input = var.region

  lifecycle {
    ignore_changes = [input]

    postcondition {
      condition     = self.output == var.region
      error_message = "This environment lives in ${self.output} and cannot move to ${var.region}: docs/runbooks/region.md says how to found another one and move the schools."
    }
  }
}

locals {
  _prefix = "stunity-${var.environment}"
  _number = data.google_project.project.number
  _labels = { app = "stunity", environment = var.environment }
  _origin = "https://${var.domains[0]}"
}
