"""Which tests share a worker, so that what they start together is started once.

By path, because pytest-xdist 3.8 writes its groups into an attribute that pytest 9.1 no longer
reads: ``xdist_group`` marks are ignored without a word, and every worker starts every stack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override
from xdist.scheduler.loadscope import LoadScopeScheduling

if TYPE_CHECKING:
    import pytest
    from xdist.remote import Producer

_SHARED = {
    "tests/faults/": "faults",
    "tests/browser/": "browsers",
    "tests/conformance/": "browsers",
    # Each worker that runs one of these starts the whole product: four of them take the two
    # processors of a runner from everything that waits for something.
    "tests/clients/test_portal_snippets.py": "clients",
    "tests/clients/test_python_cli": "clients",
    "tests/clients/test_python_examples.py": "clients",
    "tests/clients/test_python_package.py": "clients",
    "tests/integration/relay/": "relay",
    "tests/integration/pubsub/": "pubsub",
    "tests/terraform/plans/": "plans",
    "tests/unit/infra/test_web_release.py": "web app",
    "tests/unit/web/test_app.py": "web app",
}
"""All tests of a group share processes, the plans of Terraform, or what npm writes below web/. The
first two groups take a minute and a half each.
"""
_ORDER = (
    "faults",
    "browsers",
    "clients",
    "tests/areas/school/api/test_pulses.py",
    "tests/areas/boards/api/test_questions.py",
    "tests/guards/",
    "relay",
    "tests/unit/",
    "tests/integration/postgres/",
    "pubsub",
)
"""Groups that mostly wait, and between them folders that never do and so fill the machine.

Before the guards make their thousands of schools come the tests of jobs that visit each school.
"""
_FILES = (
    "tests/contract/",
    "tests/areas/identity/api/test_email_worker.py",
    "tests/areas/search/api/test_engine.py",
    "tests/guards/test_limits.py",
    "tests/terraform/",
)
"""The tests of each file share processes."""


def group_of(nodeid: str) -> str:
    """The tests that must run where this one runs: folders, a file, or itself alone."""
    for place, group in _SHARED.items():
        if nodeid.startswith(place):
            return group
    return nodeid.partition("::")[0] if nodeid.startswith(_FILES) or "/plans/" in nodeid else nodeid


def rank_of(nodeid: str) -> int:
    """When the test's group begins; last come files that wait a little among tests that do not."""
    group = group_of(nodeid)
    for rank, name in enumerate(_ORDER):
        if group == name or nodeid.startswith(name):
            return rank
    return len(_ORDER)


class GroupScheduling(LoadScopeScheduling):
    """Hands out the groups as they were collected, and single tests to whoever is idle."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False  # by size, which says nothing about time

    @override
    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)
