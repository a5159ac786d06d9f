locals {
  _charts = [
    { title = "Requests that fail (1/s)", filter = local._alerts.error_rate.filter, aligner = "ALIGN_RATE", group = ["metric.label.function"] },
    { title = "Slowest twentieth of requests (ms)", filter = local._alerts.latency.filter, aligner = "ALIGN_PERCENTILE_95", group = [] },
    { title = "Slowest twentieth of waits for a connection (ms)", filter = local._alerts.pool_wait.filter, aligner = "ALIGN_PERCENTILE_95", group = [] },
    { title = "Age of events at workers, the oldest twentieth (ms)", filter = local._alerts.event_lag.filter, aligner = "ALIGN_PERCENTILE_95", group = ["metric.label.function"] },
    { title = "Oldest event in the outbox (s)", filter = local._alerts.outbox_age.filter, aligner = "ALIGN_PERCENTILE_99", group = [] },
    { title = "Relays behind the log (1/s)", filter = local._alerts.relay_lag.filter, aligner = "ALIGN_RATE", group = ["metric.label.reason"] },
    { title = "Open streams", filter = "metric.type=\"prometheus.googleapis.com/stunity_relay_connections/gauge\" AND resource.type=\"prometheus_target\"", aligner = "ALIGN_MEAN", group = [] },
    { title = "Instances", filter = "metric.type=\"run.googleapis.com/container/instance_count\" AND resource.type=\"cloud_run_revision\"", aligner = "ALIGN_MAX", group = ["resource.label.service_name"] },
    { title = "Oldest event that waits for a worker (s)", filter = local._alerts.worker_backlog.filter, aligner = "ALIGN_MAX", group = ["resource.label.subscription_id"] },
    { title = "Redis does not answer (1/s)", filter = local._alerts.redis_unavailable.filter, aligner = "ALIGN_RATE", group = [] },
    { title = "The database does not answer (1/s)", filter = local._alerts.database_unavailable.filter, aligner = "ALIGN_RATE", group = ["metric.label.reason"] },
  ]
  _database_charts = var.database == null ? [] : [
    { title = "Connections to the database", filter = local._alerts.connection_budget.filter, aligner = "ALIGN_MAX", group = [] },
  ]
}

resource "google_monitoring_dashboard" "product" {
  project = var.project_id
  dashboard_json = jsonencode({
    displayName = var.prefix
    mosaicLayout = {
      columns = 12
      tiles = [
        for index, chart in concat(local._charts, local._database_charts) : {
          xPos   = index % 2 * 6
          yPos   = floor(index / 2) * 4
          width  = 6
          height = 4
          widget = {
            title = chart.title
            xyChart = {
              dataSets = [{
                plotType = "LINE"
                timeSeriesQuery = {
                  timeSeriesFilter = {
                    filter = chart.filter
                    aggregation = {
                      alignmentPeriod    = "60s"
                      crossSeriesReducer = chart.aligner == "ALIGN_MAX" ? "REDUCE_MAX" : contains(["ALIGN_RATE", "ALIGN_MEAN"], chart.aligner) ? "REDUCE_SUM" : "REDUCE_MEAN"
                      groupByFields      = chart.group
                      perSeriesAligner   = chart.aligner
                    }
                  }
                }
              }]
            }
          }
        }
      ]
    }
  })
}
