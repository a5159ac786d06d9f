"""The checker finds every broken promise in a fabricated history, and nothing in a good one."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.chaos.checker import check, quantile
from tests.chaos.history import Delivery, Gap, History, Logged, Resync, Truth

CHANNEL = "post:1"


def truth(head: int = 10, channel: str = CHANNEL) -> Truth:
    rows = {(channel, seq): Logged(f"e{seq}", float(seq)) for seq in range(1, head + 1)}
    return Truth({channel: head}, rows)


def delivery(seq: int, **changed: Any) -> Delivery:
    values: dict[str, Any] = {
        "channel": CHANNEL,
        "seq": seq,
        "event_id": f"e{seq}",
        "received_at": seq + 0.5,
        "document": "likes",
        "version": seq,
        **changed,
    }
    return Delivery(**values)


def history(*seqs: int, start: int = 0) -> History:
    return History("c1", {CHANNEL: start}, [delivery(seq) for seq in seqs])


def test_a_complete_history_is_clean_and_measured() -> None:
    verdict = check([history(*range(1, 11)), history(*range(4, 11), start=3)], truth())
    assert verdict.clean
    assert (verdict.clients, verdict.expected, verdict.delivered) == (2, 17, 17)
    assert verdict.seconds() == [0.5] * 17
    assert verdict.seconds(after=2, before=5) == [0.5] * 4
    assert verdict.examples == []


def test_events_missing_at_the_end_are_lost() -> None:
    verdict = check([history(*range(1, 8))], truth())
    assert verdict.lost == 3
    assert not verdict.clean
    assert "lost 3, first 8 of 10" in verdict.examples[0]


def test_a_hole_is_lost_even_when_the_client_counted_no_gap() -> None:
    verdict = check([history(1, 2, 5, 6, 7, 8, 9, 10)], truth())
    assert (verdict.lost, verdict.gaps) == (2, 0)


def test_a_silent_client_lost_everything_since_its_start() -> None:
    assert check([history(start=4)], truth()).lost == 6


def test_an_event_surfaced_twice_is_a_duplicate_and_went_back() -> None:
    verdict = check([history(*range(1, 11), 9)], truth())
    assert (verdict.duplicates, verdict.order_violations, verdict.lost) == (1, 2, 0)


def test_a_duplicate_does_not_make_up_for_a_loss() -> None:
    verdict = check([history(1, 2, 3, 3, 5, 6, 7, 8, 9, 10)], truth())
    assert (verdict.duplicates, verdict.lost) == (1, 1)


def test_one_event_under_two_positions_is_a_duplicate_and_a_stranger() -> None:
    seen = History(
        "c1", {CHANNEL: 0}, [*(delivery(s) for s in range(1, 10)), delivery(10, event_id="e9")]
    )
    verdict = check([seen], truth())
    assert (verdict.duplicates, verdict.strangers) == (1, 1)


def test_versions_that_go_back_violate_the_order_although_positions_rise() -> None:
    seen = history(*range(1, 11))
    seen.deliveries[4] = delivery(5, version=6)
    seen.deliveries[5] = delivery(6, version=5)
    verdict = check([seen], truth())
    assert (verdict.order_violations, verdict.lost, verdict.duplicates) == (1, 0, 0)


def test_versions_of_different_documents_and_channels_are_independent() -> None:
    seen = history(*range(1, 11))
    seen.deliveries[4] = delivery(5, document="comments", version=1)
    assert check([seen], truth()).clean


@pytest.mark.parametrize(
    "stranger", [delivery(11, event_id="e11"), delivery(10, event_id="other")], ids=["row", "id"]
)
def test_what_the_log_does_not_have_is_a_stranger(stranger: Delivery) -> None:
    seen = History("c1", {CHANNEL: 9}, [stranger])
    assert check([seen], truth()).strangers == 1


def test_gaps_that_the_client_noticed_are_reported() -> None:
    seen = history(*range(1, 11))
    seen.gaps.append(Gap(CHANNEL, 3, 5))
    verdict = check([seen], truth())
    assert verdict.gaps == 1
    assert not verdict.clean


def test_a_reset_nobody_provoked_is_false_and_what_it_covers_is_forgone() -> None:
    seen = history(1, 2, 7, 8, 9, 10)
    seen.resyncs.append(Resync(CHANNEL, "too_far_behind", 3, 6))
    verdict = check([seen], truth())
    assert (verdict.false_resets, verdict.forgone, verdict.lost) == (1, 4, 0)


def test_a_provoked_reset_is_no_failure() -> None:
    seen = history(1, 2, 7, 8, 9, 10)
    seen.resyncs.append(Resync(CHANNEL, "too_far_behind", 3, 6))
    assert check([seen], truth(), provoked_resets=frozenset({"too_far_behind"})).clean


def test_a_reset_covers_its_own_channel_and_range_only() -> None:
    seen = history(1, 2, 7, 8, 9, 10)
    seen.resyncs += [
        Resync("post:2", "history_expired", 1, 10),
        Resync(CHANNEL, "history_expired", 4, 5),
    ]
    verdict = check([seen], truth(), provoked_resets=frozenset({"history_expired"}))
    assert (verdict.forgone, verdict.lost) == (2, 2)


def test_a_reset_of_the_epoch_covers_everything_before_it() -> None:
    seen = history(7, 8, 9, 10)
    seen.resyncs.append(Resync(CHANNEL, "epoch", 40, 6))
    verdict = check([seen], truth(), provoked_resets=frozenset({"epoch"}))
    assert (verdict.forgone, verdict.lost) == (6, 0)


def test_a_rewind_by_a_false_reset_shows_as_duplicates_and_inversions() -> None:
    # What the prototype's relay did when Postgres was down: it declared a reset and sent again.
    seen = history(*range(1, 9), *range(5, 11))
    seen.resyncs.append(Resync(CHANNEL, "epoch", None, 4))
    verdict = check([seen], truth())
    assert (verdict.duplicates, verdict.order_violations, verdict.false_resets) == (4, 2, 1)


def test_a_position_that_a_greeting_changed_silently_is_a_false_reset() -> None:
    seen = history(*range(1, 11))
    seen.jumps.append(Gap(CHANNEL, 3, 8))
    assert check([seen], truth()).false_resets == 1


def test_a_checkpoint_that_covers_more_than_was_received_is_reported() -> None:
    seen = history(*range(1, 11))
    seen.overstated = 1
    assert not check([seen], truth()).clean


def test_examples_are_few_however_much_is_wrong() -> None:
    assert len(check([history() for _ in range(50)], truth()).examples) == 5


@given(st.data())
def test_any_removed_repeated_or_swapped_delivery_is_found(data: st.DataObject) -> None:
    head = data.draw(st.integers(2, 40))
    seqs = list(range(1, head + 1))
    at = data.draw(st.integers(0, head - 1))
    fault = data.draw(st.sampled_from(["remove", "repeat", "swap"]))
    if fault == "remove":
        del seqs[at]
    elif fault == "repeat":
        seqs.insert(data.draw(st.integers(at, head)), seqs[at])
    else:
        other = data.draw(st.integers(0, head - 1).filter(lambda i: i != at))
        seqs[at], seqs[other] = seqs[other], seqs[at]
    verdict = check([history(*seqs)], truth(head))
    assert verdict.lost == (fault == "remove")
    assert verdict.duplicates == (fault == "repeat")
    if fault == "swap":
        assert verdict.order_violations


def test_quantiles_are_observed_values() -> None:
    values = [float(n) for n in range(1, 101)]
    assert (quantile(values, 0.5), quantile(values, 0.99), quantile(values, 1)) == (50, 99, 100)
    assert quantile([3.0], 0.99) == 3.0
    assert math.isnan(quantile([], 0.5))
