"""Tests that share processes stay on one worker, and the long ones begin first."""

from __future__ import annotations

import pytest

from tests.support.scheduling import group_of, rank_of

ALONE = "tests/unit/relay/test_hub.py::test_a[x::y@z]"


@pytest.mark.parametrize(
    ("nodeid", "group"),
    [
        ("tests/faults/test_a.py::test_b", "faults"),
        ("tests/faults/test_c.py::test_d[1]", "faults"),
        ("tests/conformance/test_a.py::test_b", "browsers"),
        ("tests/clients/test_python_cli_json.py::test_b", "clients"),
        ("tests/clients/test_python_api.py::test_b", "tests/clients/test_python_api.py::test_b"),
        ("tests/terraform/plans/test_a.py::test_b[dev]", "plans"),
        ("tests/terraform/test_bundle.py::test_b", "tests/terraform/test_bundle.py"),
        ("tests/unit/web/test_app.py::test_a[check]", "web app"),
        ("tests/unit/infra/test_web_release.py::test_b", "web app"),
        ("tests/contract/test_mail.py::test_b[x]", "tests/contract/test_mail.py"),
        (
            "tests/areas/social/api/test_posts.py::test_a",
            "tests/areas/social/api/test_posts.py::test_a",
        ),
        (ALONE, ALONE),
    ],
)
def test_a_group_is_folders_a_file_or_one_test(nodeid: str, group: str) -> None:
    assert group_of(nodeid) == group


def test_long_groups_begin_first_with_busy_tests_between_them() -> None:
    ids = [
        "tests/integration/api/test_a.py::t",
        "tests/integration/pubsub/test_a.py::t",
        ALONE,
        "tests/integration/relay/test_a.py::t",
        "tests/guards/test_a.py::t",
        "tests/areas/boards/api/test_questions.py::t",
        "tests/clients/test_python_cli.py::t",
        "tests/browser/test_a.py::t",
        "tests/faults/b.py::t",
    ]
    assert sorted(ids, key=rank_of) == ids[::-1]


def test_this_run_was_collected_in_that_order(request: pytest.FixtureRequest) -> None:
    ranks = [rank_of(item.nodeid) for item in request.session.items]
    assert ranks == sorted(ranks)
