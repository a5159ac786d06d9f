resource "cloudflare_r2_bucket" "uploads" {
  count = var.backend == "r2" ? 1 : 0

  account_id = var.cloudflare.account_id
  name       = "${var.prefix}-uploads"
  location   = var.cloudflare.location
}

resource "cloudflare_r2_bucket_cors" "uploads" {
  count = var.backend == "r2" ? 1 : 0

  account_id  = var.cloudflare.account_id
  bucket_name = cloudflare_r2_bucket.uploads[0].name

  rules = [{
    id = "browsers"
    allowed = {
      headers = ["content-type", "content-length", "x-amz-checksum-sha256"]
      methods = ["GET", "HEAD", "PUT"]
      origins = var.origins
    }
    expose_headers  = ["ETag"]
    max_age_seconds = 3600
  }]
}

resource "cloudflare_r2_bucket_lifecycle" "uploads" {
  count = var.backend == "r2" ? 1 : 0

  account_id  = var.cloudflare.account_id
  bucket_name = cloudflare_r2_bucket.uploads[0].name

  rules = [{
    id         = "incomplete-uploads"
    enabled    = true
    conditions = { prefix = "" }
    abort_multipart_uploads_transition = {
      condition = { max_age = 86400, type = "Age" }
    }
  }]
}
