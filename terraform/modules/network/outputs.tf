output "connector_id" {
  description = "Id of the functions' connector, null without one."
  value       = one(google_vpc_access_connector.functions[*].id)
}

output "internal_zone" {
  description = "Name of the private DNS zone, and its domain with the final dot."
  value = {
    domain = google_dns_managed_zone.internal.dns_name
    name   = google_dns_managed_zone.internal.name
  }
}

output "network_id" {
  description = "Id of the network; ready when managed services can be reached from it."
  value       = google_compute_network.network.id
  depends_on  = [google_service_networking_connection.managed_services]
}

output "network_name" {
  description = "Name of the network."
  value       = google_compute_network.network.name
}

output "services_range" {
  description = "Addresses of the services' subnetwork."
  value       = google_compute_subnetwork.services.ip_cidr_range
}

output "services_subnetwork" {
  description = "Name of the services' subnetwork."
  value       = google_compute_subnetwork.services.name
}
