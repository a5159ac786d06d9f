"""What many look at, what resembles a post: as far as the caller may read it."""

from __future__ import annotations

from tests.support.api import ids, ok, refused
from tests.support.school import School


def test_posts_go_by_what_people_did_and_closed_ones_stay_closed(school: School) -> None:
    quiet, liked, discussed = (school.post(content=text)["id"] for text in "abc")
    closed = school.post(content="closed", visibility="PRIVATE")["id"]
    reader = school.caller("a reader")
    ok(reader.post(f"/v1/posts/{liked}/like"))
    ok(reader.post(f"/v1/posts/{discussed}/comment", json={"content": "yes"}), 201)
    ok(school.as_author.post(f"/v1/posts/{closed}/like"))
    found = ids(ok(reader.get("/v1/posts/trending"))["data"])
    assert found == [discussed, liked]
    assert quiet not in found
    assert ids(ok(school.as_author.get("/v1/posts/trending"))["data"])[0] == discussed
    assert ids(ok(reader.get("/v1/posts/trending", query={"limit": 1}))["data"]) == [discussed]


def test_hashtags_go_by_how_many_people_use_them(school: School) -> None:
    for text in ("#one", "#one", "#one #two"):
        school.post(content=text)
    ok(school.caller("another").post("/v1/posts", json={"content": "#two"}), 201)
    school.post(content="#secret", visibility="PRIVATE")
    answer = ok(school.caller("a reader").get("/v1/hashtags/trending", query={"period": "24h"}))
    assert answer["data"] == [
        {"tag": "two", "posts": 2, "people": 2},
        {"tag": "one", "posts": 3, "people": 1},
    ]


def test_similar_posts_share_words_and_there_are_as_many_as_there_are(school: School) -> None:
    one = school.post(content="Photosynthesis of aquatic plants #biology")["id"]
    others = [school.post(content=f"Something about number {n}")["id"] for n in range(22)]
    near = school.post(content="Why photosynthesis needs plants and light")["id"]
    closed = school.post(content="photosynthesis plants", visibility="PRIVATE")["id"]
    reader = school.caller("a reader")
    found = ids(ok(reader.get(f"/v1/posts/{one}/similar"))["data"])
    assert found[0] == near
    assert len(found) == len(set(found)) == 20
    assert not {one, closed} & set(found)
    assert set(found[1:]) <= set(others)
    khmer = school.post(content="សិស្សរៀនគណិតវិទ្យា")["id"]
    alike = school.post(content="រៀនគណិតវិទ្យាថ្ងៃនេះ")["id"]
    assert ids(ok(reader.get(f"/v1/posts/{khmer}/similar"))["data"])[0] == alike
    refused(reader.get(f"/v1/posts/{closed}/similar"), 404, "not_found")
