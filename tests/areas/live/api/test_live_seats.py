"""Seats of a live game: members and guests, names, the door, and being sent away."""

from __future__ import annotations

from functools import partial
from typing import Any

from shared.realtime.envelope import Envelope
from tests.areas.live.api.live import Game, make_game
from tests.support.api import Api, Caller, in_parallel, ok, refused


def allowed(caller: Caller, *channels: str) -> list[str]:
    """Which of the channels the caller may follow."""
    query = {"channels": ",".join(channels)}
    read = ok(caller.get("/v1/realtime/events", query=query))
    return [name for name in read["channels"] if name in channels]


def test_a_member_comes_back_to_the_same_seat(api: Api, announced: list[Envelope]) -> None:
    game = make_game(api)
    player = game.player("Dara")
    again = ok(player.post(f"{game.path}/join", json={"nickname": "Other"}))
    assert (again["participantId"], again["nickname"]) == (game.ids["Dara"], "Dara")
    assert again["rejoined"]
    assert ok(player.post(f"{game.path}/leave"), 204) is None
    refused(player.get(game.path), 403, "not_in_game")
    assert game.state()["participantCount"] == 0
    assert ok(player.post(f"{game.path}/join", json={}))["participantId"] == game.ids["Dara"]
    counts = [(e.type, e.data.get("participantCount")) for e in announced]
    assert counts == [
        ("live:participant_joined", 1),
        ("live:participant_left", 0),
        ("live:participant_joined", 1),
    ]
    assert {event.channel for event in announced} == {f"live:{game.code}"}
    # Whose nickname it is, nobody of the game is told.
    assert {event.actor_id for event in announced} == {None}


def test_a_guest_comes_back_with_the_pass(api: Api) -> None:
    game = make_game(api)
    guest = game.guest("Visitor")
    again = ok(guest.post(f"{game.path}/join", json={}))
    assert (again["participantId"], again["rejoined"]) == (game.ids["Visitor"], True)
    assert again["guest"] is None
    assert game.state("Visitor")["me"]["nickname"] == "Visitor"
    assert game.state()["players"][0]["guest"]


def test_a_pass_opens_nothing_but_its_game(api: Api) -> None:
    game = make_game(api)
    other = make_game(api, host=game.host)
    guest = game.guest("Visitor")
    for path in ("", "/leaderboard", "/rank", "/results"):
        refused(guest.get(f"{other.path}{path}"), 404, "not_found")
    refused(guest.post(f"{other.path}/join", json={}), 404, "not_found")
    refused(guest.get("/v1/posts"), 403, "forbidden")
    refused(guest.post(f"{game.path}/start"), 403, "forbidden")
    named = (f"live:{game.code}", f"live:{other.code}", f"host:{game.code}")
    assert allowed(guest, *named) == [f"live:{game.code}"]


def test_who_may_follow_a_game(api: Api) -> None:
    game = make_game(api)
    channels = (f"live:{game.code}", f"host:{game.code}")
    player = game.player("Dara")
    assert allowed(game.as_host, *channels) == list(channels)
    assert allowed(player, *channels) == [channels[0]]
    assert allowed(api.as_(api.member("TEACHER", game.host.tenant)), *channels) == []
    assert allowed(api.as_(api.member("TEACHER")), *channels) == []
    ok(game.as_host.delete(f"{game.path}/participants/{game.ids['Dara']}"), 204)
    assert allowed(player, *channels) == []


def test_guests_are_let_in_where_the_host_says_so(api: Api) -> None:
    game = make_game(api, guests=False)
    refused(api.anonymous().post(f"{game.path}/join", json={}), 403, "guests_not_allowed")
    game.player("Dara")
    refused(api.anonymous().post("/v1/live/000000/join", json={}), 404, "not_found")


def test_the_host_has_no_seat(api: Api) -> None:
    game = make_game(api)
    refused(game.as_host.post(f"{game.path}/join", json={}), 409, "host_does_not_play")
    refused(game.as_host.get(f"{game.path}/rank"), 403, "not_in_game")


def test_a_name_is_free_and_decent_or_made_up(api: Api) -> None:
    game = make_game(api)
    game.player("Dara")
    for name in ("Dara", "DARA", " d ara"):
        answer = api.anonymous().post(f"{game.path}/join", json={"nickname": name})
        refused(answer, 409, "nickname_taken")
    for name in ("fuck", "h0st", "!!"):
        answer = api.anonymous().post(f"{game.path}/join", json={"nickname": name})
        problem = refused(answer, 422, "nickname_refused")
        assert problem["errors"][0]["field"] == "nickname"
    made_up = ok(api.anonymous().post(f"{game.path}/join", json={"language": "km"}))["nickname"]
    assert all("\u1780" <= letter <= "\u17ff" for letter in made_up)
    same = {"first_name": "Chan", "last_name": "Bopha"}
    names = []
    for _ in range(2):
        member = api.member("STUDENT", game.host.tenant, **same)
        names.append(ok(api.as_(member).post(f"{game.path}/join", json={}))["nickname"])
    assert names[1] == f"{names[0]} 2"


def test_a_locked_door_keeps_newcomers_out_and_nobody_in(
    api: Api, announced: list[Envelope]
) -> None:
    game = make_game(api)
    player = game.player("Dara")
    ok(player.post(f"{game.path}/leave"), 204)
    assert ok(game.as_host.post(f"{game.path}/lock", json={"locked": True}))["locked"]
    assert ok(game.as_host.post(f"{game.path}/lock", json={"locked": True}))["locked"]
    refused(api.anonymous().post(f"{game.path}/join", json={}), 409, "game_locked")
    ok(player.post(f"{game.path}/join", json={}))
    ok(game.as_host.post(f"{game.path}/lock", json={"locked": False}))
    game.guest("Visitor")
    told = [event.data["locked"] for event in announced if event.type == "live:locked"]
    assert told == [True, False]


def test_no_more_than_all_seats_are_taken(api: Api) -> None:
    game = make_game(api, maxParticipants=3)
    callers = [api.as_(api.member("STUDENT", game.host.tenant)) for _ in range(8)]

    def join(caller: Caller) -> int:
        return caller.post(f"{game.path}/join", json={}).status_code

    statuses = in_parallel([partial(join, caller) for caller in callers])
    assert sorted(statuses) == [200, 200, 200, *[409] * 5]
    seats = api.rows(
        "SELECT join_seq FROM app.live_participants AS p JOIN app.live_sessions AS s"
        " ON s.id = p.session_id WHERE s.code = :c AND s.tenant_id = :t ORDER BY join_seq",
        c=game.code,
        t=game.host.tenant.id,
    )
    assert [row.join_seq for row in seats] == [1, 2, 3]


def test_one_person_in_ten_tabs_has_one_seat(api: Api) -> None:
    game = make_game(api)
    member = api.member("STUDENT", game.host.tenant)
    joined = in_parallel(
        [lambda: ok(api.as_(member).post(f"{game.path}/join", json={}))["participantId"]] * 10
    )
    assert len(set(joined)) == 1
    assert game.state()["participantCount"] == 1


def test_who_was_sent_away_stays_away(api: Api, announced: list[Envelope]) -> None:
    game = make_game(api, "TRUE_FALSE")
    game.player("Dara")
    game.guest("Visitor")
    game.player("Sok")
    game.lead("start")
    for name in ("Dara", "Visitor", "Sok"):
        ok(game.answer(name, {"value": False}))
    for name in ("Dara", "Visitor"):
        ok(game.as_host.delete(f"{game.path}/participants/{game.ids[name]}"), 204)
    ok(game.as_host.delete(f"{game.path}/participants/{game.ids['Dara']}"), 204)
    told = [event for event in announced if event.type == "live:participant_kicked"]
    assert len(told) == 4
    assert {event.channel.partition(":")[0] for event in told} == {"live", "user"}
    refused(game.seats["Dara"].get(game.path), 403, "sent_away")
    refused(game.seats["Dara"].post(f"{game.path}/join", json={}), 403, "sent_away")
    refused(game.answer("Dara", {"value": True}), 403, "sent_away")
    assert game.seats["Visitor"].get(game.path).status_code == 401
    answer = api.anonymous().post(f"{game.path}/join", json={"nickname": "Visitor"})
    refused(answer, 409, "nickname_taken")
    revealed = game.lead("reveal")
    assert [place["nickname"] for place in revealed["leaderboard"]["top"]] == ["Sok"]
    assert sum(bar["count"] for bar in revealed["reveal"]["distribution"]) == 1
    missing = game.as_host.delete(f"{game.path}/participants/{game.host.id}")
    refused(missing, 404, "not_found")


def test_the_host_hears_that_all_have_answered(api: Api, announced: list[Envelope]) -> None:
    game = make_game(api, "TRUE_FALSE")
    for name in ("Dara", "Sok", "Bopha"):
        game.player(name)
    game.lead("start")
    in_parallel([partial(game.answer, name, {"value": True}) for name in ("Dara", "Sok", "Bopha")])
    counts = [event for event in announced if event.type == "live:answer_count"]
    assert {event.channel for event in counts} == {f"host:{game.code}"}
    assert max(event.data["answered"] for event in counts) == 3
    assert {event.data["participants"] for event in counts} == {3}
    assert game.state()["answered"] == 3
    assert game.state("Dara")["answered"] is None


def test_a_class_joins_at_once_without_redis(api: Api) -> None:
    """More people than connections, and the count of joins needs a connection too."""
    game = make_game(api)
    callers = [api.as_(api.member("STUDENT", game.host.tenant)) for _ in range(24)]

    def join(caller: Caller) -> int:
        return caller.post(f"{game.path}/join", json={}).status_code

    assert in_parallel([partial(join, caller) for caller in callers]) == [200] * 24
    assert game.state()["participantCount"] == 24


def test_who_was_sent_away_does_not_come_back_as_somebody_new(api: Api) -> None:
    game, phone = make_game(api), api.anonymous()
    game.guest("Visitor", phone)
    game.guest("Friend", phone)
    member = game.player("Dara")
    ok(game.as_host.delete(f"{game.path}/participants/{game.ids['Visitor']}"), 204)
    body = {"nickname": "Somebody new"}
    refused(phone.post(f"{game.path}/join", json=body), 403, "ask_the_host")
    # Who has a seat comes and goes, members come, and other addresses are not meant.
    for seated in (game.seats["Friend"], member):
        ok(seated.post(f"{game.path}/leave"), 204)
        assert ok(seated.post(f"{game.path}/join", json={}))["rejoined"]
    game.player("Sok")
    game.guest("From afar")
    # The host opens the door again, and the one who was sent away stays so.
    assert not ok(game.as_host.post(f"{game.path}/lock", json={"locked": False}))["locked"]
    ok(phone.post(f"{game.path}/join", json=body))
    assert game.seats["Visitor"].post(f"{game.path}/join", json={}).status_code == 401


def test_a_member_who_was_sent_away_is_no_guest_either(api: Api) -> None:
    game = make_game(api)
    member = game.player("Dara")
    ok(game.as_host.delete(f"{game.path}/participants/{game.ids['Dara']}"), 204)
    phone = api.anonymous(ip=member.ip)
    refused(phone.post(f"{game.path}/join", json={}), 403, "ask_the_host")


def test_a_guest_who_lost_the_device_is_let_back_to_the_same_seat(
    api: Api, looked_at: list[str]
) -> None:
    game = make_game(api, "TRUE_FALSE")
    lost = game.guest("Visitor")
    game.lead("start")
    ok(game.answer("Visitor", {"value": False}))
    made = let_back(game, "Visitor")
    code = f"{made['code'][:3].lower()} {made['code'][3:]}"
    back = ok(api.anonymous().post(f"{game.path}/join", json={"returnCode": code}))
    assert (back["participantId"], back["nickname"]) == (game.ids["Visitor"], "Visitor")
    assert back["rejoined"]
    assert lost.get(game.path).status_code == 401
    assert len(looked_at) == 1
    game.seats["Visitor"] = api.with_token(back["guest"]["token"])
    assert game.state("Visitor")["me"]["answer"] is not None
    assert game.state()["participantCount"] == 1
    again = api.anonymous().post(f"{game.path}/join", json={"returnCode": code})
    refused(again, 403, "wrong_return_code")


def test_a_code_to_come_back_is_the_last_one_and_for_a_short_time(api: Api) -> None:
    game = make_game(api)
    game.guest("Visitor")
    game.player("Dara")
    first, second = (let_back(game, "Visitor")["code"] for _ in range(2))
    replaced = api.anonymous().post(f"{game.path}/join", json={"returnCode": first})
    refused(replaced, 403, "wrong_return_code")
    api.clock.advance(minutes=11)
    late = api.anonymous().post(f"{game.path}/join", json={"returnCode": second})
    refused(late, 403, "wrong_return_code")
    path = f"{game.path}/participants"
    refused(game.as_host.post(f"{path}/{game.ids['Dara']}/return"), 404, "not_found")
    code = let_back(game, "Visitor")["code"]
    ok(game.as_host.delete(f"{path}/{game.ids['Visitor']}"), 204)
    refused(game.as_host.post(f"{path}/{game.ids['Visitor']}/return"), 404, "not_found")
    gone = api.anonymous().post(f"{game.path}/join", json={"returnCode": code})
    refused(gone, 403, "wrong_return_code")


def test_a_guest_who_left_and_lost_the_device_sits_down_again(api: Api) -> None:
    game = make_game(api)
    ok(game.guest("Visitor").post(f"{game.path}/leave"), 204)
    ok(game.as_host.post(f"{game.path}/lock", json={"locked": True}))
    code = let_back(game, "Visitor")["code"]
    ok(api.anonymous().post(f"{game.path}/join", json={"returnCode": code}))
    assert game.state()["participantCount"] == 1


def let_back(game: Game, name: str) -> Any:
    path = f"{game.path}/participants/{game.ids[name]}/return"
    return ok(game.as_host.post(path), 201)
