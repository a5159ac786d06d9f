"""W3C's traceparent: https://www.w3.org/TR/trace-context/#traceparent-header."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.telemetry.cause import UNKNOWN, Cause, Trace, caused_by, current_cause

TRACE_ID, SPAN_ID = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
HEADER = f"00-{TRACE_ID}-{SPAN_ID}-01"


def hexadecimal(digits: int) -> st.SearchStrategy[str]:
    return st.integers(1, 16**digits - 1).map(lambda number: f"{number:0{digits}x}")


def test_a_header_is_read_and_written() -> None:
    trace = Trace.parse(HEADER)

    assert trace == Trace(TRACE_ID, SPAN_ID, sampled=True)
    assert str(trace) == HEADER
    assert Trace.parse(f"00-{TRACE_ID}-{SPAN_ID}-00") == Trace(TRACE_ID, SPAN_ID, sampled=False)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "nonsense",
        HEADER.upper(),
        f"ff-{TRACE_ID}-{SPAN_ID}-01",
        f"00-{'0' * 32}-{SPAN_ID}-01",
        f"00-{TRACE_ID}-{'0' * 16}-01",
        f"00-{TRACE_ID[:-1]}-{SPAN_ID}-01",
        f"{HEADER}-more",
        f"{HEADER}\n{HEADER}",
    ],
)
def test_what_is_no_header_names_no_trace(text: str | None) -> None:
    assert Trace.parse(text) is None


def test_of_a_later_version_the_known_part_counts() -> None:
    later = f"01-{TRACE_ID}-{SPAN_ID}-09-what-comes-then"

    assert Trace.parse(later) == Trace(TRACE_ID, SPAN_ID, sampled=True)


@given(hexadecimal(32), hexadecimal(16), st.booleans())
def test_what_is_written_is_read_alike(trace_id: str, span_id: str, sampled: bool) -> None:
    trace = Trace(trace_id, span_id, sampled)

    assert Trace.parse(str(trace)) == trace


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    trace = Trace.parse(text)

    assert trace is None or str(trace)[3:-3] == text.strip()[3:52]


def test_a_child_is_another_place_of_the_same_trace() -> None:
    trace = Trace(TRACE_ID, SPAN_ID, sampled=True)
    child = trace.child()

    assert (child.trace_id, child.sampled) == (TRACE_ID, True)
    assert child.span_id != SPAN_ID
    assert Trace.begin().trace_id != Trace.begin().trace_id


def test_a_cause_holds_for_its_block_only() -> None:
    outer, inner = Cause("outer"), Cause("inner", Trace.begin())
    assert current_cause() == UNKNOWN
    with caused_by(outer):
        with caused_by(inner):
            assert current_cause() == inner
        assert current_cause() == outer
        with pytest.raises(ZeroDivisionError), caused_by(inner):
            raise ZeroDivisionError
        assert current_cause() == outer
    assert current_cause() == UNKNOWN
    assert (UNKNOWN.traceparent, inner.traceparent) == ("", str(inner.trace))
