output "alerts" {
  description = "Names of all alert policies."
  value       = sort(concat([for alert in google_monitoring_alert_policy.alert : alert.display_name], [for alert in google_monitoring_alert_policy.unreachable : alert.display_name]))
}
