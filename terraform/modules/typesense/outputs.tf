output "host" {
  description = "Name of the server inside the network."
  value       = trimsuffix(google_dns_record_set.typesense.name, ".")
}

output "port" {
  description = "TCP port of the server; it speaks plain HTTP inside the network."
  value       = local._port
}
