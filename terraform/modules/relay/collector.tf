# The collector beside the relay: Google's build of OpenTelemetry's. It scrapes the relay's metrics,
# which ask for the operations token, into Managed Service for Prometheus, and takes its spans. Both
# containers of an instance share its loopback address.
locals {
  _collector = {
    receivers = {
      otlp = { protocols = { http = { endpoint = "127.0.0.1:${local._spans_port}" } } }
      prometheus = {
        config = {
          scrape_configs = [{
            job_name        = "relay"
            metrics_path    = "/metrics"
            scrape_interval = "30s"
            authorization   = { type = "Bearer", credentials = "$${env:OPS_TOKEN}" }
            static_configs  = [{ targets = ["127.0.0.1:${local._port}"] }]
          }]
        }
      }
    }
    processors = {
      batch = {}
      # Region, and an id for each instance: all of them scrape the same address.
      resourcedetection = { detectors = ["gcp"], timeout = "5s" }
      resource = {
        attributes = [
          { action = "upsert", key = "service.instance.id", from_attribute = "faas.id" },
          { action = "upsert", key = "namespace", value = "relay" },
          { action = "upsert", key = "cluster", value = "__run__" },
        ]
      }
    }
    exporters = {
      googlecloud             = {}
      googlemanagedprometheus = {}
    }
    service = {
      pipelines = {
        metrics = { receivers = ["prometheus"], processors = ["resourcedetection", "resource", "batch"], exporters = ["googlemanagedprometheus"] }
        traces  = { receivers = ["otlp"], processors = ["resourcedetection", "batch"], exporters = ["googlecloud"] }
      }
    }
  }
  _spans_port = 4318
}
