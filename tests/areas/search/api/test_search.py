"""Searching: what is found, in which order, and what is not."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from tests.support.api import Caller, all_items, ids, in_parallel, ok, refused
from tests.support.school import School


def found(caller: Caller, q: str, collection: str = "posts", **query: Any) -> list[str]:
    page = ok(caller.get(f"/v1/search/{collection}", query={"q": q, **query}))
    return [hit["id"] for hit in page["data"]]


def groups(caller: Caller, q: str) -> dict[str, list[str]]:
    answer = ok(caller.get("/v1/search", query={"q": q}))
    return {one["collection"]: [hit["id"] for hit in one["hits"]] for one in answer["groups"]}


def contents(school: School, *texts: str) -> list[str]:
    return [school.post(content=text)["id"] for text in texts]


def test_a_post_is_found_as_soon_as_its_answer_is_there_and_who_answers_is_told(
    school: School,
) -> None:
    post = school.post(content="The integral of a sum", title="Calculus")
    answer = school.caller("a reader").get("/v1/search", query={"q": "calculus"})
    assert answer.headers["X-Search-Backend"] == "postgres"
    (group,) = ok(answer)["groups"]
    (hit,) = group["hits"]
    assert hit["id"] == post["id"]
    assert hit["highlight"] == {
        "title": "<mark>Calculus</mark>",
        "text": "The integral of a sum",
    }
    assert hit["person"]["id"] == str(school.author.id)


def test_calculs_finds_calculus_and_says_what_was_meant(school: School) -> None:
    """AT-S3-3.3."""
    (post,) = contents(school, "We begin with calculus on Monday")
    answer = ok(school.caller("a reader").get("/v1/search", query={"q": "calculs"}))
    assert answer["suggestion"] == "calculus"
    (hit,) = answer["groups"][0]["hits"]
    assert hit["id"] == post
    assert "<mark>calculus</mark>" in hit["highlight"]["text"]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("ថ្នាក់ទី១២ មានប្រឡង", "ថ្នាក់ទី12"),
        ("ថ្នាក់ទី12 មានប្រឡង", "ថ្នាក់ទី១២"),
        ("ស្ត្រីខ្មែរ", "ស្រ្តី"),
        ("ស្រ្តីខ្មែរ", "ស្ត្រី"),
        ("គណិត\u200bវិទ្យា ថ្ងៃនេះ", "គណិតវិទ្យា"),
        ("គណិតវិទ្យាថ្ងៃនេះ", "គណិត\u200bវិទ្យា"),
        ("រៀនគណិត វិទ្យា ថ្ងៃនេះ", "គណិតវិទ្យា"),
        ("រៀនគណិតវិទ្យាថ្ងៃនេះ", "គណិត វិទ្យា"),
        ("រៀនគណិតវិទ្យាថ្ងៃនេះ", "គណិតវិទ្"),
        ("L'école de Phnom Penh", "ecole PHNOM"),
        ("Derivatives of a product", "derivative"),
        ("We begin with algebra", "we begin wi"),
    ],
)
def test_what_is_meant_is_found_however_it_is_spelled(
    school: School, written: str, asked: str
) -> None:
    contents(school, "something else", "អ្វីផ្សេងទៀត")
    (post,) = contents(school, written)
    assert found(school.caller("a reader"), asked) == [post]


def test_a_half_remembered_khmer_text_is_found_by_its_syllables(school: School) -> None:
    (post, _) = contents(
        school,
        "សិស្សទាំងអស់ត្រូវយកសៀវភៅគណិតវិទ្យាមកថ្ងៃស្អែក",
        "ថ្ងៃនេះភ្លៀងខ្លាំងណាស់",
    )
    assert found(school.caller("a reader"), "យកសៀវភៅគណិតមកស្អែក")[0] == post


def test_a_title_counts_more_than_a_text_and_a_whole_word_more_than_a_beginning(
    school: School,
) -> None:
    body = school.post(content="physics " * 5)["id"]
    title = school.post(content="a text", title="Physics")["id"]
    begins = school.post(content="physicsclub")["id"]
    assert found(school.caller("a reader"), "physics") == [title, body, begins]


def test_what_is_changed_or_gone_is_found_as_it_is(school: School) -> None:
    (post,) = contents(school, "photosynthesis")
    reader, author = school.caller("a reader"), school.as_author
    ok(author.put(f"/v1/posts/{post}", json={"content": "respiration"}))
    assert (found(reader, "photosynthesis"), found(reader, "respiration")) == ([], [post])
    author.delete(f"/v1/posts/{post}")
    assert found(reader, "respiration") == []


def test_a_draft_is_found_once_it_is_published(school: School) -> None:
    draft = school.post(content="chemistry", status="DRAFT")["id"]
    reader = school.caller("a reader")
    assert found(reader, "chemistry") == []
    ok(school.as_author.post(f"/v1/posts/{draft}/publish", json={}))
    assert found(reader, "chemistry") == [draft]


def test_people_are_found_by_name_until_they_leave(school: School) -> None:
    person = school.member("Bopha")
    ok(school.api.as_(person).put("/v1/users/me", json={"firstName": "Bopha", "lastName": "Keo"}))
    reader, admin = school.caller("a reader"), school.caller("an admin", "ADMIN")
    assert found(reader, "boph", "users") == [str(person.id)]
    assert found(reader, "keo", "users", facet="TEACHER") == []
    ok(admin.put(f"/v1/members/{person.id}", json={"status": "SUSPENDED"}))
    assert found(reader, "bopha", "users") == []
    ok(admin.put(f"/v1/members/{person.id}", json={"status": "ACTIVE"}))
    assert found(reader, "bopha", "users") == [str(person.id)]
    assert admin.delete(f"/v1/members/{person.id}").status_code == 204
    assert found(reader, "bopha", "users") == []


def test_boards_are_found_by_those_who_may_read_them(school: School) -> None:
    class_id = school.make_class(teachers=("a teacher",), students=("a pupil",))
    teacher, body = school.caller("a teacher", "TEACHER"), {"title": "Questions on optics"}
    everybody = ok(teacher.post("/v1/boards", json=body), 201)["id"]
    of_class = {**body, "scopeType": "CLASS", "scopeId": str(class_id)}
    closed = ok(teacher.post("/v1/boards", json=of_class), 201)["id"]
    assert set(found(school.caller("a pupil"), "optics", "boards")) == {everybody, closed}
    assert set(found(teacher, "optics", "boards")) == {everybody, closed}
    assert set(found(school.caller("an admin", "ADMIN"), "optics", "boards")) == {everybody, closed}
    assert found(school.caller("a stranger"), "optics", "boards") == [everybody]


def test_clubs_are_found_by_those_who_may_know_of_them_and_posts_by_who_reads_them(
    school: School,
) -> None:
    founder = school.caller("a founder", "TEACHER")

    def club(mode: str) -> str:
        body = {"name": f"Astronomy {mode}", "mode": mode}
        return str(ok(founder.post("/v1/clubs", json=body), 201)["id"])

    known, closed = club("PUBLIC"), club("INVITE_ONLY")
    body = {"content": "nebula", "visibility": "CLUB"}
    inside = ok(founder.post("/v1/posts", json={**body, "clubId": closed}), 201)["id"]
    outside = ok(founder.post("/v1/posts", json={**body, "clubId": known}), 201)["id"]
    reader = school.caller("a reader")
    assert found(reader, "astronomy", "clubs") == [known]
    assert set(found(founder, "astronomy", "clubs")) == {known, closed}
    assert set(found(founder, "nebula")) == {inside, outside}
    assert found(reader, "nebula") == [outside]
    assert ok(reader.get("/v1/search/posts", query={"q": "nebula"}))["total"] == 1


def test_courses_are_found_while_they_are_in_the_catalogue(school: School) -> None:
    teacher = school.caller("a teacher", "TEACHER")
    body = {"title": "Organic chemistry", "titleKh": "គីមីសរីរាង្គ", "description": "Of carbon"}
    course = ok(teacher.post("/v1/courses", json={**body, "level": "BEGINNER"}), 201)["id"]
    lesson = {"title": "One", "content": "Read this", "published": True}
    ok(teacher.post(f"/v1/courses/{course}/lessons", json=lesson), 201)

    def become(status: str) -> None:
        ok(teacher.post(f"/v1/courses/{course}/publish", json={"status": status}))

    reader = school.caller("a reader")
    assert found(teacher, "chemistry", "courses") == []
    become("PUBLISHED")
    for asked in ("chemist", "គីមី", "carbon", "chemistri"):
        assert found(reader, asked, "courses") == [course], asked
    assert found(reader, "chemistry", "courses", facet="BEGINNER") == [course]
    assert groups(reader, "organic") == {"courses": [course]}
    begun = ok(reader.get("/v1/search/autocomplete", query={"q": "orga"}))["data"]
    assert [(hit["collection"], hit["id"]) for hit in begun] == [("courses", course)]
    assert begun[0]["person"]["id"] == str(school.member("a teacher").id)
    ok(teacher.put(f"/v1/courses/{course}", json={**body, "title": "Inorganic matter"}))
    assert found(reader, "inorganic", "courses") == [course]
    for status in ("DRAFT", "ARCHIVED"):
        become("PUBLISHED")
        assert found(reader, "inorganic", "courses") == [course]
        become(status)
        assert found(reader, "inorganic", "courses") == []
        assert found(teacher, "inorganic", "courses") == []


def test_hashtags_are_found_with_the_posts_that_one_may_see(school: School) -> None:
    contents(school, "#physics one", "#Physics two")
    school.post(content="#physiology", visibility="PRIVATE")
    reader = school.caller("a reader")
    assert groups(reader, "#phys")["hashtags"] == ["physics"]
    assert found(reader, "phys", "hashtags") == ["physics"]
    page = ok(reader.get("/v1/search/hashtags", query={"q": "physics"}))
    assert page["data"][0]["count"] == 2


def test_words_of_what_one_may_not_see_are_not_suggested(school: School) -> None:
    school.post(content="chrysanthemum", visibility="PRIVATE")
    school.post(content="a crysanthemums note about a chair")
    answer = ok(school.caller("a reader").get("/v1/search", query={"q": "chrysanthemun"}))
    assert answer["suggestion"] != "chrysanthemum"
    mine = ok(school.as_author.get("/v1/search", query={"q": "chrysanthemun"}))
    assert mine["suggestion"] == "chrysanthemum"


def test_kinds_and_hashtags_are_counted_and_narrow(school: School) -> None:
    article = school.post(content="geometry #maths", type="ARTICLE")["id"]
    text = school.post(content="geometry #maths #fun")["id"]
    reader = school.caller("a reader")
    page = ok(reader.get("/v1/search/posts", query={"q": "geometry"}))
    assert page["total"] == 2
    assert page["facets"] == {"ARTICLE": 1, "TEXT": 1}
    assert page["tags"] == {"maths": 2, "fun": 1}
    assert found(reader, "geometry", facet="ARTICLE") == [article]
    assert found(reader, "geometry", tag="#FUN") == [text]


def test_pages_neither_repeat_nor_skip_what_fits_alike(school: School) -> None:
    posts = contents(school, *["the same text"] * 7)
    reader = school.caller("a reader")
    for limit in (1, 2, 3, 7):
        listed = ids(all_items(reader, "/v1/search/posts", q="same text", limit=limit))
        assert sorted(listed) == sorted(posts)
    misspelt = ids(all_items(reader, "/v1/search/posts", q="sane text", limit=2))
    assert sorted(misspelt) == sorted(posts)


def test_completion_is_by_names_and_titles(school: School) -> None:
    titled = school.post(content="text", title="Electricity")["id"]
    school.post(content="electricity")
    tagged = school.post(content="#electric")["id"]
    person = school.member("Elek")
    ok(school.api.as_(person).put("/v1/users/me", json={"firstName": "Elek", "lastName": "Tro"}))
    answer = ok(school.caller("a reader").get("/v1/search/autocomplete", query={"q": "ele"}))
    assert [(hit["collection"], hit["id"]) for hit in answer["data"]] == [
        ("users", str(person.id)),
        ("posts", titled),
        ("hashtags", "electric"),
    ]
    assert tagged not in answer


@pytest.mark.parametrize("q", ["!!!", "' | 'x", "\\", ":*", "🙂", "&"])
def test_what_is_no_word_finds_nothing_and_breaks_nothing(school: School, q: str) -> None:
    contents(school, "anything")
    reader = school.caller("a reader")
    assert ok(reader.get("/v1/search", query={"q": q}))["groups"] == []
    assert found(reader, q) == []
    assert ok(reader.get("/v1/search/autocomplete", query={"q": q}))["data"] == []


def test_a_cursor_of_somebody_else_is_refused(school: School) -> None:
    reader = school.caller("a reader")
    query = {"q": "x", "cursor": "bm90IGEgY3Vyc29y"}
    refused(reader.get("/v1/search/posts", query=query), 400, "invalid_cursor")


@pytest.mark.every_school
def test_the_night_puts_right_what_events_did_not_tell(school: School) -> None:
    from tests.areas.social.factories.posts import make_post

    with school.api.scene() as connection:
        post = make_post(
            connection,
            tenant_id=school.author.tenant.id,
            author_id=school.author.id,
            content="archaeology",
        )
    reader = school.caller("a reader")
    assert found(reader, "archaeology") == []
    school.api.run_job("job_search_reconcile")
    assert found(reader, "archaeology") == [str(post)]
    assert found(reader, "archaeolgy") == [str(post)]


def test_events_in_any_order_leave_the_row_as_it_is(school: School) -> None:
    """Version 2, then 1: whoever comes later reads later."""
    (post,) = contents(school, "version zero")
    words = ("amber", "basalt", "copper", "diamond", "emerald", "flint")

    def edit(word: str) -> Any:
        body = {"content": f"version {word}"}
        return ok(school.as_author.put(f"/v1/posts/{post}", json=body))

    in_parallel([partial(edit, word) for word in words])
    now = ok(school.as_author.get(f"/v1/posts/{post}"))["content"]
    reader = school.caller("a reader")
    assert [word for word in words if found(reader, word)] == [now.removeprefix("version ")]
    assert found(reader, "version") == [post]
