output "address" {
  description = "IP address to which the DNS records of all domains must point."
  value       = module.gateway.address
}

output "alerts" {
  description = "Names of all alert policies."
  value       = module.observability.alerts
}

output "connections" {
  description = "Connections to the database that can be held at the most, of which the budget allows so many."
  value       = module.functions.connections + module.relay.connections + module.jobs.connections

  precondition {
    condition     = module.functions.connections + module.relay.connections + module.jobs.connections <= var.connection_budget
    error_message = "Functions (${module.functions.connections}), relay (${module.relay.connections}) and tasks (${module.jobs.connections}) may hold more connections than the budget of ${var.connection_budget}: lower instances or pools in `scaling`, choose the granularity area, or use a pooler."
  }
}

output "images_repository" {
  description = "Where images are pushed to."
  value       = "${var.region}-docker.pkg.dev/${var.project_id}/${google_artifact_registry_repository.images.repository_id}"
}

output "rules" {
  description = "Order of the gateway's rules: patterns, method and unit."
  value       = module.gateway.rules
}

output "tasks" {
  description = "Names of the tasks for `make ops-task`."
  value       = module.jobs.tasks
}

output "units" {
  description = "What is deployed: identity, target and the most instances of each unit."
  value       = module.functions.units
}

output "url" {
  description = "Address of the product."
  value       = module.gateway.url
}

output "web_bucket" {
  description = "Name of the bucket with the web app."
  value       = module.storage.web_bucket
}
