# For schools.

module "platform" {
  source = "../../modules/platform"

  # What a class does within two seconds, what everybody opens, and what all ask for without streams.
  alone                  = ["live_answer", "posts_feed", "realtime_poll"]
  bundle_path            = var.bundle_path
  connection_budget      = 900
  cost                   = var.billing_account == null ? null : { billing_account = var.billing_account, monthly_budget = 1000 }
  deletion_protection    = true
  domains                = var.domains
  environment            = "prod"
  granularity            = "area"
  images                 = var.images
  grade_seal_public_keys = var.grade_seal_public_keys
  jwt_public_keys        = var.jwt_public_keys
  mail_sender            = var.mail_sender
  operators              = var.operators
  project_id             = var.project_id
  region                 = var.region

  manifest = {
    for name in ["events", "jobs", "routes", "workers"] :
    name => jsondecode(file("${path.module}/../../manifest/${name}.json"))[name]
  }

  postgres = {
    disk_size        = 100
    highly_available = true
    tier             = "db-custom-4-15360"
  }

  redis = {
    monthly_budget  = 100
    production_pack = true
  }

  # 8 × 900 = 7,200 streams: 5,000 people online at a time, and one instance less during a rollout.
  relay = {
    max_instances = 8
    min_instances = 2
  }

  scaling = {
    default = { concurrency = 8, cpu = "1", maximum = 7, memory = "512M", minimum = 0, pool = 4, timeout = 60 }
    kinds = {
      # Password hashes take a core for a quarter of a second.
      identity = { concurrency = 4, cpu = "2", memory = "1024M" }
      # A large picture takes 200 MB while it is turned.
      files = { concurrency = 1, maximum = 4, memory = "1024M", pool = 1, timeout = 120 }
      # What posts mails and pushes waits for others, and little is under way at a time.
      mailer = { concurrency = 4, maximum = 4, pool = 2 }
      # What cleans up and what seals runs alone.
      janitor = { concurrency = 2, maximum = 1, pool = 2, timeout = 300 }
      sealer  = { concurrency = 2, maximum = 1, pool = 2, timeout = 300 }
      # A job goes from school to school: one connection, and one for what it leaves behind.
      job    = { concurrency = 2, maximum = 1, pool = 2, timeout = 300 }
      upkeep = { concurrency = 2, maximum = 1, pool = 2, timeout = 300 }
      worker = { concurrency = 4, maximum = 3, pool = 2 }
    }
    units = {
      # Views come in batches that one event takes, and figures are read now and then.
      "area-analytics" = { concurrency = 8, maximum = 3, pool = 2 }
      # What everybody opens first must not wait for a start.
      "area-identity" = { minimum = 1 }
      "area-users"    = { minimum = 1 }
      "posts-feed"    = { minimum = 1 }
    }
  }
}
