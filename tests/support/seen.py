"""Each declared event and problem is seen at least once in a run of all tests.

Every process of the run notes what it saw; the one that started them compares at the end. Nothing
depends on the order of tests or on which process ran them. A run of some tests asks for nothing,
unless ``--seen-all-of NAME`` names functions of which all must be seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController

OPTION = "--seen-all-of"


class Sight(NamedTuple):
    """A function, and an event by its wire name or a problem by its class."""

    function: str
    what: str


SEEN: set[Sight] = set()


def declared() -> set[Sight]:
    """All that a run must see."""
    from functions.runtime.catalogue import all_routes, all_workers

    events = {Sight(r.name, event.wire_name) for r in all_routes() for event in r.emits}
    events |= {Sight(w.name, event.wire_name) for w in all_workers() for event in w.emits}
    return events | {Sight(r.name, problem.__name__) for r in all_routes() for problem in r.raises}


def missing(wanted: Iterable[str] | None, seen: set[Sight]) -> list[Sight]:
    """What nobody saw, of the named functions or of all."""
    names = None if wanted is None else set(wanted)
    return sorted(s for s in declared() - seen if names is None or s.function in names)


class SeenInRun:
    """The plugin of a run, and of each process that it is spread over."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._unseen: list[Sight] = []

    def _wanted(self, session: pytest.Session) -> list[str] | None:
        """Names of functions; None for all of them; empty for none."""
        option = self._config.option
        if named := self._config.getoption(OPTION):
            return list(named)
        args = pytest.Config.ArgsSource
        whole = self._config.args_source is args.TESTPATHS and not (
            option.keyword or option.maxfail
        )
        return None if whole and not option.collectonly and not session.shouldstop else []

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: WorkerController) -> None:
        """A process of the run has ended: take what it saw."""
        SEEN.update(Sight(*one) for one in getattr(node, "workeroutput", {}).get("seen", ()))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Hand over what this process saw, or compare what all of them did."""
        if hasattr(self._config, "workeroutput"):
            self._config.workeroutput["seen"] = [list(one) for one in SEEN]
            return
        wanted = self._wanted(session)
        if wanted == []:
            return
        self._unseen = missing(wanted, SEEN)
        if self._unseen and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Name what was declared and never happened."""
        if not self._unseen:
            return
        terminalreporter.section("declared and never seen", red=True)
        for function, what in self._unseen:
            terminalreporter.line(f"{function}: {what}")
        terminalreporter.line("Write the test that shows it, or take the declaration back.")
