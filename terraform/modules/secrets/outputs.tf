output "ids" {
  description = "Full resource name of each secret, by its short id."
  value       = { for name, secret in google_secret_manager_secret.secret : name => secret.id }
  depends_on  = [google_secret_manager_secret_iam_member.reader]
}
