output "emails" {
  description = "E-mail address of the service account of each kind."
  value       = { for name, account in google_service_account.kind : name => account.email }
}

output "ids" {
  description = "Full resource name of the service account of each kind."
  value       = { for name, account in google_service_account.kind : name => account.name }
}

output "topic_attachment_role" {
  description = "Custom role that lets a relay attach its subscription to a topic."
  value       = google_project_iam_custom_role.topic_attachment.name
}
