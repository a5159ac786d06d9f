output "rest_url" {
  description = "Address of the REST API. The token is in Secret Manager."
  value       = "https://${upstash_redis_database.redis.endpoint}"
  depends_on  = [google_secret_manager_secret_version.token]
}
