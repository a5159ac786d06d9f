output "address" {
  description = "IP address to which the DNS records of all domains must point."
  value       = module.platform.address
}

output "connections" {
  description = "Connections to the database that can be held at the most."
  value       = module.platform.connections
}

output "images_repository" {
  description = "Where images are pushed to."
  value       = module.platform.images_repository
}

output "rules" {
  description = "Order of the gateway's rules."
  value       = module.platform.rules
}

output "tasks" {
  description = "Names of the tasks for `make ops-task`."
  value       = module.platform.tasks
}

output "units" {
  description = "What is deployed."
  value       = module.platform.units
}

output "url" {
  description = "Address of the product."
  value       = module.platform.url
}

output "web_bucket" {
  description = "Name of the bucket with the web app."
  value       = module.platform.web_bucket
}
