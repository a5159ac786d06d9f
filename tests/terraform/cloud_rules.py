"""What the fake cloud knows of the real ones: names, services, and who uses what."""

# Tables, of which each row is a line.
# ruff: noqa: E501

from __future__ import annotations

from dataclasses import dataclass

_GLOBAL = "projects/{project}/global"
_REGION = "projects/{project}/regions/{region}"
_ZONE = "projects/{project}/zones/{zone}"

# How a resource is addressed. What is not here gets a number from the cloud.
ADDRESSES = {
    "cloudflare_r2_bucket": "{account_id}/{name}",
    "cloudflare_r2_bucket_cors": "{account_id}/{bucket_name}/cors",
    "cloudflare_r2_bucket_lifecycle": "{account_id}/{bucket_name}/lifecycle",
    "google_artifact_registry_repository": "projects/{project}/locations/{location}/repositories/{repository_id}",
    "google_cloud_run_v2_job": "projects/{project}/locations/{location}/jobs/{name}",
    "google_cloud_run_v2_service": "projects/{project}/locations/{location}/services/{name}",
    "google_cloud_run_v2_service_iam_member": "projects/{project}/locations/{location}/services/{name}/{role}/{member}",
    "google_cloud_scheduler_job": "projects/{project}/locations/{region}/jobs/{name}",
    "google_cloudfunctions2_function": "projects/{project}/locations/{location}/functions/{name}",
    "google_compute_backend_bucket": _GLOBAL + "/backendBuckets/{name}",
    "google_compute_backend_service": _GLOBAL + "/backendServices/{name}",
    "google_compute_disk": _ZONE + "/disks/{name}",
    "google_compute_disk_resource_policy_attachment": "{project}/{zone}/{disk}/{name}",
    "google_compute_firewall": _GLOBAL + "/firewalls/{name}",
    "google_compute_global_address": _GLOBAL + "/addresses/{name}",
    "google_compute_global_forwarding_rule": _GLOBAL + "/forwardingRules/{name}",
    "google_compute_instance": _ZONE + "/instances/{name}",
    "google_compute_managed_ssl_certificate": _GLOBAL + "/sslCertificates/{name}",
    "google_compute_network": _GLOBAL + "/networks/{name}",
    "google_compute_region_network_endpoint_group": _REGION + "/networkEndpointGroups/{name}",
    "google_compute_resource_policy": _REGION + "/resourcePolicies/{name}",
    "google_compute_router": _REGION + "/routers/{name}",
    "google_compute_router_nat": "{project}/{region}/{router}/{name}",
    "google_compute_security_policy": _GLOBAL + "/securityPolicies/{name}",
    "google_compute_ssl_policy": _GLOBAL + "/sslPolicies/{name}",
    "google_compute_subnetwork": _REGION + "/subnetworks/{name}",
    "google_compute_target_http_proxy": _GLOBAL + "/targetHttpProxies/{name}",
    "google_compute_target_https_proxy": _GLOBAL + "/targetHttpsProxies/{name}",
    "google_compute_url_map": _GLOBAL + "/urlMaps/{name}",
    "google_dns_managed_zone": "projects/{project}/managedZones/{name}",
    "google_dns_record_set": "projects/{project}/managedZones/{managed_zone}/rrsets/{name}/{type}",
    "google_logging_metric": "{name}",
    "google_project_iam_custom_role": "projects/{project}/roles/{role_id}",
    "google_project_iam_member": "{project}/{role}/{member}",
    "google_project_service": "{project}/{service}",
    "google_pubsub_subscription": "projects/{project}/subscriptions/{name}",
    "google_pubsub_subscription_iam_member": "projects/{project}/subscriptions/{subscription}/{role}/{member}",
    "google_pubsub_topic": "projects/{project}/topics/{name}",
    "google_pubsub_topic_iam_member": "projects/{project}/topics/{topic}/{role}/{member}",
    "google_secret_manager_secret": "projects/{project}/secrets/{secret_id}",
    "google_secret_manager_secret_iam_member": "projects/{project}/secrets/{secret_id}/{role}/{member}",
    "google_service_account": "projects/{project}/serviceAccounts/{account_id}@{project}.iam.gserviceaccount.com",
    "google_service_account_iam_member": "{service_account_id}/{role}/{member}",
    "google_service_networking_connection": "{network}:{service}",
    "google_sql_database": "projects/{project}/instances/{instance}/databases/{name}",
    "google_sql_database_instance": "{name}",
    "google_sql_user": "{name}//{instance}",
    "google_storage_bucket": "{name}",
    "google_storage_bucket_iam_member": "b/{bucket}/{role}/{member}",
    "google_storage_bucket_object": "{bucket}-{name}",
    "google_vpc_access_connector": "projects/{project}/locations/{region}/connectors/{name}",
}

# Which service must be enabled, by the beginning of a type; the longest fits.
SERVICES = {
    "google_artifact_registry_": "artifactregistry",
    "google_billing_": "billingbudgets",
    "google_cloud_run_": "run",
    "google_cloud_scheduler_": "cloudscheduler",
    "google_cloudfunctions2_": "cloudfunctions",
    "google_compute_": "compute",
    "google_dns_": "dns",
    "google_logging_": "logging",
    "google_monitoring_": "monitoring",
    "google_project_iam_custom_": "iam",
    "google_project_iam_": "cloudresourcemanager",
    "google_pubsub_": "pubsub",
    "google_secret_manager_": "secretmanager",
    "google_service_account": "iam",
    "google_service_networking_": "servicenetworking",
    "google_sql_": "sqladmin",
    "google_storage_": "storage",
    "google_vpc_access_": "vpcaccess",
}

# Bindings are given again without a complaint; there is no such thing as a second one.
IDEMPOTENT = ("_iam_member", "google_project_service")


@dataclass(frozen=True, slots=True)
class Use:
    """A resource names another in an argument: it must exist, and cannot be deleted until then."""

    user: str
    argument: str
    used: str
    # False where the cloud deletes what is used without a word.
    refuses: bool = True
    # False where the argument holds other words beside names.
    only: bool = True


USES = (
    Use("google_cloud_run_v2_job", "template", "google_compute_subnetwork", only=False),
    Use("google_cloud_run_v2_service", "template", "google_compute_subnetwork", only=False),
    Use(
        "google_cloudfunctions2_function",
        "service_config",
        "google_vpc_access_connector",
        only=False,
    ),
    Use("google_compute_backend_bucket", "bucket_name", "google_storage_bucket", refuses=False),
    Use(
        "google_compute_backend_service",
        "backend",
        "google_compute_region_network_endpoint_group",
        only=False,
    ),
    Use("google_compute_backend_service", "security_policy", "google_compute_security_policy"),
    Use(
        "google_compute_disk_resource_policy_attachment",
        "disk",
        "google_compute_disk",
        refuses=False,
    ),
    Use("google_compute_disk_resource_policy_attachment", "name", "google_compute_resource_policy"),
    Use("google_compute_firewall", "network", "google_compute_network"),
    Use("google_compute_global_forwarding_rule", "ip_address", "google_compute_global_address"),
    Use(
        "google_compute_global_forwarding_rule",
        "target",
        "google_compute_target_http_proxy",
        only=False,
    ),
    Use(
        "google_compute_global_forwarding_rule",
        "target",
        "google_compute_target_https_proxy",
        only=False,
    ),
    Use("google_compute_instance", "attached_disk", "google_compute_disk", only=False),
    Use("google_compute_instance", "network_interface", "google_compute_subnetwork", only=False),
    Use("google_compute_router", "network", "google_compute_network"),
    Use("google_compute_router_nat", "router", "google_compute_router", refuses=False),
    Use("google_compute_subnetwork", "network", "google_compute_network"),
    Use("google_compute_target_http_proxy", "url_map", "google_compute_url_map"),
    Use(
        "google_compute_target_https_proxy",
        "ssl_certificates",
        "google_compute_managed_ssl_certificate",
    ),
    Use("google_compute_target_https_proxy", "ssl_policy", "google_compute_ssl_policy"),
    Use("google_compute_target_https_proxy", "url_map", "google_compute_url_map"),
    Use("google_compute_url_map", "default_service", "google_compute_backend_bucket"),
    Use("google_compute_url_map", "path_matcher", "google_compute_backend_bucket", only=False),
    Use("google_compute_url_map", "path_matcher", "google_compute_backend_service", only=False),
    Use("google_dns_record_set", "managed_zone", "google_dns_managed_zone"),
    Use("google_pubsub_subscription", "topic", "google_pubsub_topic", refuses=False),
    Use("google_service_networking_connection", "network", "google_compute_network"),
    Use(
        "google_service_networking_connection",
        "reserved_peering_ranges",
        "google_compute_global_address",
    ),
    Use("google_sql_database", "instance", "google_sql_database_instance", refuses=False),
    Use("google_sql_database_instance", "settings", "google_compute_network", only=False),
    Use("google_sql_user", "instance", "google_sql_database_instance", refuses=False),
    Use("google_storage_bucket_object", "bucket", "google_storage_bucket", refuses=False),
    Use("google_vpc_access_connector", "network", "google_compute_network"),
)

# What goes with a resource when it goes, by the arguments that name it.
PARTS = (
    ("google_cloudfunctions2_function", "google_cloud_run_v2_service_iam_member", "name"),
    ("google_cloud_run_v2_service", "google_cloud_run_v2_service_iam_member", "name"),
    ("google_pubsub_subscription", "google_pubsub_subscription_iam_member", "subscription"),
    ("google_pubsub_topic", "google_pubsub_topic_iam_member", "topic"),
    ("google_secret_manager_secret", "google_secret_manager_secret_iam_member", "secret_id"),
    ("google_sql_database_instance", "google_sql_database", "instance"),
    ("google_sql_database_instance", "google_sql_user", "instance"),
    ("google_storage_bucket", "google_storage_bucket_iam_member", "bucket"),
    ("google_storage_bucket", "google_storage_bucket_object", "bucket"),
)

# A Cloud Function is a service of Cloud Run by the same name, so each takes the other's.
SHARED_NAMES = {
    "google_cloudfunctions2_function": ("/functions/", "/services/", "google_cloud_run_v2_service"),
    "google_cloud_run_v2_service": ("/services/", "/functions/", "google_cloudfunctions2_function"),
}
