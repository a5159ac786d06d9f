output "alerts" {
  description = "Names of all alert policies."
  value = sort([
    for alert in concat(
      values(google_monitoring_alert_policy.alert),
      values(google_monitoring_alert_policy.burn),
      values(google_monitoring_alert_policy.relay),
      values(google_monitoring_alert_policy.unreachable),
    ) : alert.display_name
  ])
}
