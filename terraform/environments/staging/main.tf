# The rehearsal of prod: the same shape, a smaller size.

module "platform" {
  source = "../../modules/platform"

  bundle_path            = var.bundle_path
  connection_budget      = 480
  cost                   = var.billing_account == null ? null : { billing_account = var.billing_account, monthly_budget = 200 }
  deletion_protection    = true
  domains                = var.domains
  environment            = "staging"
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
    tier = "db-custom-2-7680"
  }

  relay = {
    max_instances = 3
    min_instances = 1
  }

  scaling = {
    default = { concurrency = 8, cpu = "1", maximum = 3, memory = "512M", minimum = 0, pool = 4, timeout = 60 }
    kinds = {
      # A large picture takes 200 MB while it is turned.
      files = { concurrency = 1, maximum = 4, memory = "1024M", pool = 1, timeout = 120 }
      # What posts mails and pushes waits for others, and little is under way at a time.
      mailer = { concurrency = 4, maximum = 3, pool = 2 }
      # What cleans up and what seals runs alone.
      janitor = { concurrency = 2, maximum = 1, pool = 2, timeout = 300 }
      sealer  = { concurrency = 2, maximum = 1, pool = 2, timeout = 300 }
      # A job goes from school to school: one connection, and one for what it leaves behind.
      job    = { concurrency = 2, maximum = 1, pool = 2, timeout = 300 }
      upkeep = { concurrency = 2, maximum = 1, pool = 2, timeout = 300 }
      worker = { concurrency = 4, maximum = 3, pool = 2 }
    }
  }
}
