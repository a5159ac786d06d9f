"""What the cloud serves: a request, an event, a schedule, followed through its resources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.terraform import url_map
from tests.terraform.fake_cloud import Key, given_secrets
from tests.terraform.plugin_protocol import Values

Objects = Mapping[Key, Values]
Variables = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Promise:
    """What must go on working through a change: its kind, and what tells it apart from others."""

    kind: str
    subject: str
    detail: str = ""


def promises(variables: Variables) -> set[Promise]:
    """All that a deployment with these variables serves."""
    manifest = variables["manifest"]
    found = {Promise("certificate", domain) for domain in variables["domains"]}
    found |= {Promise("request", "/v1/stream", "GET"), Promise("request", "/a/app.js", "GET")}
    for route in manifest["routes"]:
        for path in (route["path"], *route["aliases"]):
            found.add(Promise("request", re.sub(r"\{[^}]+\}", "x", path), route["method"]))
    found |= {Promise("worker", worker["deployedName"]) for worker in manifest["workers"]}
    return found | {Promise("job", job["deployedName"]) for job in manifest["jobs"]}


def broken(objects: Objects, issued: set[str], kept: Iterable[Promise]) -> Iterator[str]:
    """The promises that these resources do not keep, and why."""
    world = _World(objects, issued)
    for promise in sorted(kept, key=lambda p: (p.kind, p.subject, p.detail)):
        if reason := getattr(world, promise.kind)(promise):
            yield f"{promise.kind} {promise.detail} {promise.subject}: {reason}"


class _World:
    """Each method says what is in the way of a promise, None when it is kept."""

    def __init__(self, objects: Objects, issued: set[str]) -> None:
        self._objects, self._issued = objects, issued

    def certificate(self, promise: Promise) -> str | None:
        for proxy in self._of("google_compute_target_https_proxy"):
            for name in proxy["ssl_certificates"]:
                certificate = self._get("google_compute_managed_ssl_certificate", name)
                if certificate and promise.subject in certificate["managed"][0]["domains"]:
                    return None if name in self._issued else "its certificate is not issued yet"
        return "no certificate names it"

    def request(self, promise: Promise) -> str | None:
        entry = [
            rule
            for rule in self._of("google_compute_global_forwarding_rule")
            if rule["port_range"] == "443"
        ]
        if not entry:
            return "there is no way in"
        proxy = self._get("google_compute_target_https_proxy", entry[0]["target"])
        found = proxy and self._get("google_compute_url_map", proxy["url_map"])
        if not found:
            return "the address leads nowhere"
        rule = url_map.first(found, promise.detail, promise.subject)
        return self._backend(rule["service"] if rule else found["default_service"])

    def worker(self, promise: Promise) -> str | None:
        for subscription in self._of("google_pubsub_subscription"):
            if subscription["name"] == promise.subject:
                return self._called(subscription["push_config"][0], "push_endpoint")
        return "its subscription is gone, and with it the events that waited"

    def job(self, promise: Promise) -> str | None:
        for job in self._of("google_cloud_scheduler_job"):
            if job["name"] == promise.subject:
                return self._called(job["http_target"][0], "uri")
        return "nothing calls it"

    def _called(self, target: Mapping[str, Any], key: str) -> str | None:
        name = target[key].partition("//")[2].rpartition("-123456789012.")[0]
        caller = target["oidc_token"][0]["service_account_email"]
        return self._service(name, f"serviceAccount:{caller}")

    def _backend(self, id_: str) -> str | None:
        if bucket := self._get("google_compute_backend_bucket", id_):
            exists = self._get("google_storage_bucket", bucket["bucket_name"])
            return None if exists else "the web app's bucket is gone"
        backend = self._get("google_compute_backend_service", id_)
        if backend is None:
            return f"the backend {id_} is gone"
        group = self._get(
            "google_compute_region_network_endpoint_group", backend["backend"][0]["group"]
        )
        if group is None:
            return "its endpoint group is gone"
        return self._service(group["cloud_run"][0]["service"], "allUsers")

    def _service(self, name: str, caller: str) -> str | None:
        kinds = ("google_cloudfunctions2_function", "google_cloud_run_v2_service")
        serving = [of for kind in kinds for of in self._of(kind) if of["name"] == name]
        if not serving:
            return f"the service {name} is gone"
        bindings = self._of("google_cloud_run_v2_service_iam_member")
        if not any(b["name"] == name and b["member"] == caller for b in bindings):
            return f"{caller} may not call {name}"
        (config,) = serving[0].get("service_config") or [{}]
        connector = config.get("vpc_connector")
        if connector and not self._get("google_vpc_access_connector", connector):
            return f"{name} has lost its way to the database"
        return self._identity(serving[0])

    def _identity(self, service: Values) -> str | None:
        emails = {account["email"] for account in self._of("google_service_account")}
        (inner,) = service.get("service_config") or service["template"]
        email = inner.get("service_account_email") or inner.get("service_account")
        if email not in emails:
            return f"the account {email} is gone"
        readable = {
            of["secret_id"]
            for of in self._of("google_secret_manager_secret_iam_member")
            if of["member"] == f"serviceAccount:{email}"
            and self._get("google_secret_manager_secret", _secret(of))
        }
        missing = set(given_secrets(service)) - readable
        return f"a new instance cannot read {sorted(missing)}" if missing else None

    def _of(self, kind: str) -> list[Values]:
        return [values for (of, _), values in self._objects.items() if of == kind]

    def _get(self, kind: str, id_: str) -> Values | None:
        return self._objects.get((kind, id_))


def _secret(binding: Values) -> str:
    return f"projects/{binding['project']}/secrets/{binding['secret_id']}"
