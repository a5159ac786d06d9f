# A relay makes a subscription for itself at start and deletes it at stop. The role that Google
# offers for this can also change topics, snapshots and everybody's subscriptions.
resource "google_project_iam_custom_role" "relay_subscriptions" {
  project     = var.project_id
  role_id     = replace("${var.prefix}_relay_subscriptions", "-", "_")
  title       = "${var.prefix} relay subscriptions"
  description = "Make, read, and delete the subscription of a relay instance"
  permissions = [
    "pubsub.subscriptions.consume",
    "pubsub.subscriptions.create",
    "pubsub.subscriptions.delete",
    "pubsub.subscriptions.get",
  ]
}

resource "google_project_iam_custom_role" "subscription_removal" {
  project     = var.project_id
  role_id     = replace("${var.prefix}_subscription_removal", "-", "_")
  title       = "${var.prefix} subscription removal"
  description = "List subscriptions and delete those that a relay has left behind"
  permissions = [
    "pubsub.subscriptions.delete",
    "pubsub.subscriptions.list",
  ]
}

resource "google_project_iam_custom_role" "topic_attachment" {
  project     = var.project_id
  role_id     = replace("${var.prefix}_topic_attachment", "-", "_")
  title       = "${var.prefix} topic attachment"
  description = "Attach a subscription to a topic; granted on the topic, not on the project"
  permissions = ["pubsub.topics.attachSubscription"]
}

# Pub/Sub has no conditions on names, so this right holds for the project: a project of its own for
# each environment is the boundary.
resource "google_project_iam_member" "relay_subscriptions" {
  for_each = { for name, kind in var.kinds : name => kind if kind.makes_subscriptions }

  project = var.project_id
  role    = google_project_iam_custom_role.relay_subscriptions.name
  member  = google_service_account.kind[each.key].member
}

resource "google_project_iam_member" "subscription_removal" {
  for_each = { for name, kind in var.kinds : name => kind if kind.removes_subscriptions }

  project = var.project_id
  role    = google_project_iam_custom_role.subscription_removal.name
  member  = google_service_account.kind[each.key].member
}

# The build of a function reads its source, writes its image and its log.
resource "google_project_iam_member" "build" {
  for_each = merge([
    for name, kind in var.kinds : {
      for role in ["roles/artifactregistry.writer", "roles/logging.logWriter"] :
      "${name}/${role}" => { kind = name, role = role }
    } if kind.builds
  ]...)

  project = var.project_id
  role    = each.value.role
  member  = google_service_account.kind[each.value.kind].member
}

# Metrics and spans belong to no resource, so the right to write them is the project's.
resource "google_project_iam_member" "telemetry" {
  for_each = merge([
    for name, kind in var.kinds : {
      for role in ["roles/cloudtrace.agent", "roles/monitoring.metricWriter"] :
      "${name}/${role}" => { kind = name, role = role }
    } if kind.writes_telemetry
  ]...)

  project = var.project_id
  role    = each.value.role
  member  = google_service_account.kind[each.value.kind].member
}
