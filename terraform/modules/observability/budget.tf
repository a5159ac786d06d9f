# Mail at 50, 80 and 100 percent of the month's budget, and when the month is on its way there.
resource "google_billing_budget" "month" {
  count = var.cost == null ? 0 : 1

  billing_account = var.cost.billing_account
  display_name    = var.prefix

  all_updates_rule {
    disable_default_iam_recipients   = false
    monitoring_notification_channels = [for channel in google_monitoring_notification_channel.operator : channel.id]
  }

  amount {
    specified_amount {
      currency_code = var.cost.currency
      units         = tostring(var.cost.monthly_budget)
    }
  }

  budget_filter {
    projects = ["projects/${var.project_number}"]
  }

  dynamic "threshold_rules" {
    for_each = [0.5, 0.8, 1]

    content {
      threshold_percent = threshold_rules.value
    }
  }

  threshold_rules {
    spend_basis       = "FORECASTED_SPEND"
    threshold_percent = 1
  }
}
