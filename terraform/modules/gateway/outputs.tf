output "address" {
  description = "IP address to which the DNS records of all domains must point."
  value       = google_compute_global_address.gateway.address
}

output "rules" {
  description = "Order of the rules: each pattern, the method that it asks for, and the unit that answers."
  value = [for key in local._order : {
    method   = local._rules[key].method
    patterns = local._rules[key].patterns
    unit     = local._rules[key].unit
  }]
}

output "url" {
  description = "Address of the product."
  value       = "https://${var.domains[0]}"
}
