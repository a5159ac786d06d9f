output "environment" {
  description = "Settings of the upload store. The secret key is in Secret Manager; for r2 the access key comes from Cloudflare's console."
  value = var.backend == "gcs" ? tomap({
    S3_ACCESS_KEY = google_storage_hmac_key.uploads[0].access_id
    S3_BUCKET     = google_storage_bucket.uploads[0].name
    S3_ENDPOINT   = "https://storage.googleapis.com"
    }) : tomap({
    S3_BUCKET   = cloudflare_r2_bucket.uploads[0].name
    S3_ENDPOINT = "https://${var.cloudflare.account_id}.r2.cloudflarestorage.com"
  })
  depends_on = [google_secret_manager_secret_version.secret_key]
}

output "origin" {
  description = "Where browsers send and read files, such as https://storage.googleapis.com."
  value       = var.backend == "gcs" ? "https://storage.googleapis.com" : "https://${var.cloudflare.account_id}.r2.cloudflarestorage.com"
}

output "web_bucket" {
  description = "Name of the bucket with the web app."
  value       = google_storage_bucket.web.name
  depends_on  = [google_storage_bucket_iam_member.web_readers]
}
