output "connections" {
  description = "Connections to the database beyond the functions' pools: tasks run one at a time and hold two, and each of two jobs opens one as the owner."
  value       = 4
}

output "tasks" {
  description = "Names of the tasks for `make ops-task`."
  value       = sort([for task in google_cloud_run_v2_job.task : task.name])
}
