# One machine with a disk of its own. The index is derived from Postgres: losing it costs the time
# of a rebuild, and search falls back to Postgres until then.
resource "google_compute_instance" "typesense" {
  project                   = var.project_id
  name                      = "${var.prefix}-typesense"
  description               = "Search server"
  zone                      = var.zone
  machine_type              = var.machine_type
  allow_stopping_for_update = true
  deletion_protection       = var.deletion_protection
  labels                    = var.labels
  tags                      = [local._tag]

  attached_disk {
    source      = google_compute_disk.data.id
    device_name = "data"
  }

  boot_disk {
    kms_key_self_link = var.kms_key_name

    initialize_params {
      image = "projects/cos-cloud/global/images/family/cos-stable"
      size  = 10
      type  = "pd-balanced"
    }
  }

  metadata = {
    block-project-ssh-keys    = "true"
    enable-oslogin            = "TRUE"
    google-logging-enabled    = "true"
    google-monitoring-enabled = "true"
    user-data = templatefile("${path.module}/cloud-init.yaml", {
      image      = var.image
      project_id = var.project_id
      secret_id  = var.key_secret_id
    })
  }

  network_interface {
    subnetwork = var.subnetwork
  }

  service_account {
    email  = var.service_account
    scopes = ["https://www.googleapis.com/auth/cloud-platform"]
  }

  shielded_instance_config {
    enable_integrity_monitoring = true
    enable_secure_boot          = true
    enable_vtpm                 = true
  }

  lifecycle {
    ignore_changes = [boot_disk[0].kms_key_self_link]
  }
}

locals {
  _port = 8108
  _tag  = "${var.prefix}-typesense"
}
