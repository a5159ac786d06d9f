output "backends" {
  description = "Deployed unit that answers each route, by the route's name."
  value       = { for route, unit in local._unit_of : route => "${unit}${local._suffix}" }
}

output "connections" {
  description = "Connections to the database that all functions hold together at the most."
  value       = sum([for unit in values(local._units) : unit.scaling.maximum * unit.scaling.pool])
}

output "ready" {
  description = "Units that answer requests: they exist, and the load balancer may call them."
  value       = [for name, unit in local._units : unit.name if unit.caller == "public"]
  depends_on = [
    google_cloud_run_v2_service_iam_member.public,
    google_cloud_run_v2_service_iam_member.signed_in,
  ]
}

output "units" {
  description = "What is deployed: identity, target and the most instances of each unit."
  value = {
    for unit in values(local._units) : unit.name => {
      caller  = unit.caller
      kind    = unit.kind
      maximum = unit.scaling.maximum
      pool    = unit.scaling.pool
      target  = unit.target
    }
  }
}

output "urls" {
  description = "Address of each worker and job inside Google's network, without a path."
  value       = { for name, unit in local._units : name => unit.url if unit.caller != "public" }
  depends_on  = [google_cloud_run_v2_service_iam_member.service]
}
