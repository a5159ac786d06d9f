# One identity per kind of code. What an identity may do is granted beside the resource it concerns
# (secrets, topics, services); here are only the rights that a project, not a resource, gives.
resource "google_service_account" "kind" {
  for_each = var.kinds

  project      = var.project_id
  account_id   = "${var.prefix}-${each.key}"
  display_name = "${var.prefix} ${each.key}"
  description  = each.value.description
}
