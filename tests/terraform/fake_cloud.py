"""A cloud in memory that refuses what the real one refuses, and remembers every step."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from tests.terraform.cloud_rules import (
    ADDRESSES,
    IDEMPOTENT,
    PARTS,
    SERVICES,
    SHARED_NAMES,
    USES,
)
from tests.terraform.plugin_protocol import UNKNOWN, Values

OWNER_URL = "postgresql://owner:a-long-password@postgres.stunity.internal:5432/stunity"
Key = tuple[str, str]
Schema = Mapping[str, Any]


class Refused(Exception):
    """The cloud says no; the words are those of its answer."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the cloud: what it made of each resource it touched, None where it is gone."""

    action: str
    kind: str
    id: str
    effects: Mapping[Key, Values | None]

    @property
    def key(self) -> Key:
        """What the step was asked for."""
        return self.kind, self.id


@dataclass(slots=True)
class FakeCloud:
    """Resources by type and id. All services are enabled unless `enabled` says which."""

    objects: dict[Key, Values] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    enabled: set[str] | None = None
    can_enable: bool = True
    # Whether an operator has added the values of secrets.
    secrets_filled: bool = True
    # Buckets into which people have put something.
    filled_buckets: set[str] = field(default_factory=set)
    # Certificates that Google has issued, which takes up to an hour.
    issued: set[str] = field(default_factory=set)
    project_number: str = "123456789012"
    _taken_names: set[str] = field(default_factory=set)
    _numbers: int = 0
    _lock: Any = field(default_factory=Lock)

    def copy(self) -> FakeCloud:
        """The same cloud some hours later: certificates are issued, and no step was taken yet."""
        kept = FakeCloud(
            objects=copy.deepcopy(self.objects),
            enabled=None if self.enabled is None else set(self.enabled),
            filled_buckets=set(self.filled_buckets),
        )
        kept._numbers, kept._taken_names = self._numbers, set(self._taken_names)
        kept.settle()
        return kept

    def settle(self) -> None:
        """Let time pass: certificates are issued, and the steps so far are history."""
        kind = "google_compute_managed_ssl_certificate"
        self.issued = {id_ for of, id_ in self.objects if of == kind}
        self.steps, self.refusals = [], []

    def of(self, kind: str) -> dict[str, Values]:
        """The resources of a type, by id."""
        return {id_: values for (of, id_), values in self.objects.items() if of == kind}

    def create(self, kind: str, planned: Values, schema: Schema) -> Values:
        """Make a resource; unknown values become known."""
        with self._lock:
            self._must_be_enabled(kind)
            self._numbers += 1
            id_ = _address(kind, planned, self._numbers)
            if not kind.endswith(IDEMPOTENT):
                self._must_be_free(kind, id_)
            self._must_find_what_it_names(kind, planned)
            made = _known(planned, schema, id_, self._numbers)
            if kind == "google_project_service":
                self._enable(str(planned["service"]))
            self._note("create", kind, id_, {(kind, id_): made})
            return made

    def update(self, kind: str, prior: Values, planned: Values, schema: Schema) -> Values:
        """Change a resource."""
        with self._lock:
            id_ = str(prior["id"])
            if (kind, id_) not in self.objects:
                self._refuse(f"Error 404: there is no {kind} {id_}")
            self._must_find_what_it_names(kind, planned)
            made = _known(planned, schema, id_, self._numbers)
            self._note("update", kind, id_, {(kind, id_): made})
            return made

    def delete(self, kind: str, prior: Values) -> None:
        """Delete a resource with its parts; what is gone already is no error."""
        with self._lock:
            id_ = str(prior["id"])
            if (kind, id_) not in self.objects or prior.get("deletion_policy") == "ABANDON":
                return
            self._must_not_be_protected(kind, id_, prior)
            self._must_not_be_used(kind, id_)
            if kind == "google_storage_bucket":
                self._must_be_empty(prior)
            if kind == "google_sql_database_instance":
                self._taken_names.add(id_)
            gone = [(kind, id_), *self._parts(kind, prior)]
            self._note("delete", kind, id_, dict.fromkeys(gone))

    def read(self, kind: str, state: Values | None) -> Values | None:
        """A resource as it is, None when it is gone."""
        return self.objects.get((kind, str(state["id"]))) if state else None

    def open_secret(self, asked: Values) -> Values:
        """The value of a secret, for the time of a command."""
        if not self.secrets_filled:
            self._refuse(f"Error 404: Secret [{asked['secret']}] has no versions")
        return asked | {
            "create_time": "2026-01-01T00:00:00Z",
            "destroy_time": None,
            "enabled": True,
            "name": f"projects/1/secrets/{asked['secret']}/versions/1",
            "secret_data": OWNER_URL,
        }

    def _note(self, action: str, kind: str, id_: str, effects: Mapping[Key, Values | None]) -> None:
        apply_effects(self.objects, effects)
        self.steps.append(Step(action, kind, id_, effects))

    def _refuse(self, words: str) -> None:
        self.refusals.append(words)
        raise Refused(words)

    def _enable(self, service: str) -> None:
        if not self.can_enable:
            self._refuse(f"Error 403: {service} cannot be enabled here")
        if self.enabled is not None:
            self.enabled.add(service)

    def _must_be_enabled(self, kind: str) -> None:
        fitting = [start for start in SERVICES if kind.startswith(start)]
        if self.enabled is None or not fitting or kind == "google_project_service":
            return
        service = f"{SERVICES[max(fitting, key=len)]}.googleapis.com"
        if service not in self.enabled:
            self._refuse(f"Error 403: {service} is not enabled; {kind} needs it")

    def _must_be_free(self, kind: str, id_: str) -> None:
        taken = (kind, id_) in self.objects or id_ in self._taken_names
        if kind in SHARED_NAMES:
            own, other, other_kind = SHARED_NAMES[kind]
            taken = taken or (other_kind, id_.replace(own, other)) in self.objects
        if taken:
            self._refuse(f"Error 409: {kind} {id_} already exists")

    def _must_find_what_it_names(self, kind: str, planned: Values) -> None:
        for use in (use for use in USES if use.user == kind):
            known = {name for values in self.of(use.used).values() for name in _names(values)}
            for word in _words(planned.get(use.argument)):
                if word not in known and (use.only or _is_address_of(use.used, word)):
                    self._refuse(f"Error 404: {kind} names {word}, which does not exist")
        for secret in given_secrets(planned):
            if f"projects/{planned['project']}/secrets/{secret}" not in self.of(
                "google_secret_manager_secret"
            ):
                self._refuse(f"Error 404: {kind} reads the secret {secret}, which does not exist")
        if kind == "google_cloud_run_v2_service_iam_member" and not self._service(planned):
            self._refuse(f"Error 404: there is no service {planned['name']}")

    def _service(self, planned: Values) -> bool:
        place = f"projects/{planned['project']}/locations/{planned['location']}"
        return any(
            (kind, f"{place}{own}{planned['name']}") in self.objects
            for kind, (own, _, _) in SHARED_NAMES.items()
        )

    def _must_not_be_protected(self, kind: str, id_: str, prior: Values) -> None:
        if prior.get("deletion_protection") is True:
            self._refuse(f"Error 400: deletion_protection of {kind} {id_} is true: set it to false")

    def _must_not_be_used(self, kind: str, id_: str) -> None:
        names = _names(self.objects[kind, id_])
        for use in (use for use in USES if use.used == kind and use.refuses):
            for user, values in self.of(use.user).items():
                if names & set(_words(values.get(use.argument))):
                    self._refuse(f"Error 400: {kind} {id_} is already being used by {user}")

    def _must_be_empty(self, prior: Values) -> None:
        if prior["name"] in self.filled_buckets and not prior.get("force_destroy"):
            self._refuse(f"Error 409: the bucket {prior['name']} is not empty")

    def _parts(self, kind: str, prior: Values) -> Iterator[Key]:
        for whole, part, argument in PARTS:
            if whole == kind:
                own = {prior["id"], prior.get("name"), prior.get("secret_id")}
                for id_, values in self.of(part).items():
                    if values[argument] in own:
                        yield part, id_


def apply_effects(objects: dict[Key, Values], effects: Mapping[Key, Values | None]) -> None:
    """Do to resources what a step did."""
    for key, values in effects.items():
        if values is None:
            objects.pop(key, None)
        else:
            objects[key] = values


def known_at_once(kind: str, planned: Values) -> Values:
    """What a provider says of a new resource before it exists."""
    if kind != "google_service_account":
        return {}
    account, project = planned["account_id"], planned["project"]
    email = f"{account}@{project}.iam.gserviceaccount.com"
    return {
        "email": email,
        "member": f"serviceAccount:{email}",
        "name": f"projects/{project}/serviceAccounts/{email}",
    }


def _address(kind: str, planned: Values, number: int) -> str:
    template = ADDRESSES.get(kind)
    return f"{kind.partition('_')[2]}-{number}" if template is None else template.format(**planned)


def _names(values: Values) -> set[str]:
    """The ways in which others may name a resource."""
    own = {values.get(key) for key in ("id", "name", "self_link", "address")}
    return {name for name in own if isinstance(name, str)}


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)


def _is_address_of(kind: str, word: str) -> bool:
    collection = ADDRESSES[kind].rsplit("/", 2)[-2] if "/" in ADDRESSES[kind] else ""
    return bool(collection) and word.startswith("projects/") and f"/{collection}/" in word


def given_secrets(value: Any) -> Iterator[str]:
    """Ids of the secrets that a function, service or task is given as settings."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in {"secret_environment_variables", "secret_key_ref"}:
                yield from (given["secret"] for given in inner)
            else:
                yield from given_secrets(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from given_secrets(inner)


def _known(planned: Values, schema: Schema, id_: str, number: int) -> Values:
    """The values, with something plausible in each place that a provider fills in."""
    types = dict(schema["computed"])
    types |= {name: argument.get("type", "any") for name, argument in schema["arguments"].items()}
    made = _filled(planned, types, schema["arguments"], number)
    special = {
        "id": id_,
        "name": id_,
        "self_link": f"https://www.googleapis.com/compute/v1/{id_}",
        "address": f"203.0.113.{number % 250}",
    }
    return made | {key: value for key, value in special.items() if planned.get(key) is UNKNOWN}


def _filled(planned: Values, types: Mapping[str, str], arguments: Schema, number: int) -> Values:
    made: Values = {}
    for name, value in planned.items():
        if value is UNKNOWN:
            made[name] = _plausible(name, types.get(name, "any"), number)
        elif isinstance(value, list) and "fields" in arguments.get(name, {}):
            inner = arguments[name]["fields"]
            of = {key: argument.get("type", "any") for key, argument in inner.items()}
            made[name] = [_filled(item, of, inner, number) for item in value]
        else:
            made[name] = value
    return made


def _plausible(name: str, type_: str, number: int) -> Any:
    if type_.startswith(("list", "set")):
        return []
    if type_.startswith("map"):
        return {}
    if "ip" in name.split("_") and type_ in {"string", "any"}:
        return f"10.0.0.{number % 250}"
    return {"number": 1, "bool": False}.get(type_, f"{name}-{number}")
