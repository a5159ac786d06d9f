resource "upstash_redis_database" "redis" {
  database_name  = var.name
  region         = "global"
  primary_region = var.primary_region
  read_regions   = var.read_regions
  tls            = true
  # A full cache forgets its oldest keys; refusing writes would take the rate limits away.
  eviction   = true
  auto_scale = false
  budget     = var.monthly_budget
  prod_pack  = var.production_pack
}

# The provider returns the token, so it is in the state: the one secret that is. The state's bucket
# is readable by operators alone, and the token can be renewed at any time.
resource "google_secret_manager_secret_version" "token" {
  secret                 = var.token_secret_id
  secret_data_wo         = upstash_redis_database.redis.rest_token
  secret_data_wo_version = var.token_version
  deletion_policy        = "DISABLE"
}
