"""Classes, who teaches in them, and the guardians of who attends them."""

from __future__ import annotations

from functools import partial

from sqlalchemy import text

from tests.areas.people.factories.people import new_id
from tests.areas.school.factories.scenes import make_campus
from tests.support.api import Api, ok, refused
from tests.support.waiting import behind, looking_first


def test_a_class_of_a_year_is_made_changed_and_archived(api: Api, looked_at: list[str]) -> None:
    campus = make_campus(api)
    office = campus.office
    body = {"academicYearId": str(campus.year.id), "name": "8A", "gradeId": str(campus.grade_id)}
    made = ok(office.post("/v1/classes", json=body), 201)
    assert (made["gradeName"], made["gradeNameKh"]) == ("Grade 7", "ថ្នាក់ទី7")
    assert (made["studentCount"], made["teachers"]) == (0, [])
    refused(office.post("/v1/classes", json=body), 409, "class_name_taken")
    refused(
        office.post("/v1/classes", json={**body, "name": "x", "roomId": str(new_id())}),
        404,
        "not_found",
    )
    elsewhere = {**body, "academicYearId": str(new_id())}
    refused(office.post("/v1/classes", json=elsewhere), 404, "not_found")
    path = f"/v1/classes/{made['id']}"
    change = {"name": "8A", "homeroomTeacherId": str(campus.teacher.id), "version": 0}
    changed = ok(office.put(path, json={**change, "archived": True}))
    assert changed["archivedAt"] is not None
    assert looked_at == [f"user:{campus.teacher.id}"]
    refused(office.put(path, json=change), 409, "class_changed")
    refused(office.put(path, json={**change, "name": "7A", "version": 1}), 409, "class_name_taken")
    stranger = {**change, "homeroomTeacherId": str(new_id()), "version": 1}
    refused(office.put(path, json=stranger), 404, "not_found")
    refused(office.put(f"/v1/classes/{new_id()}", json=change), 404, "not_found")
    assert ok(office.put(path, json={**change, "version": 1}))["archivedAt"] is None


def test_a_class_with_records_is_not_deleted(api: Api) -> None:
    campus = make_campus(api, pupils=1)
    refused(campus.office.delete(f"/v1/classes/{campus.class_id}"), 409, "class_has_records")
    empty = campus.another_class()
    ok(campus.office.delete(f"/v1/classes/{empty}"), 204)
    refused(campus.office.delete(f"/v1/classes/{empty}"), 404, "not_found")
    refused(campus.office.get(f"/v1/classes/{empty}"), 404, "not_found")


def test_teachers_are_replaced_and_their_streams_follow(api: Api, looked_at: list[str]) -> None:
    campus = make_campus(api)
    other = api.member("TEACHER", campus.admin.tenant)
    path = f"/v1/classes/{campus.class_id}/teachers"
    teaching = {"userId": str(other.id), "subjectId": str(campus.subject_id)}
    read = ok(campus.office.put(path, json={"teachers": [teaching]}))
    assert [t["userId"] for t in read["teachers"]] == [str(other.id)]
    # The teacher who was there leads the class still.
    assert looked_at == [f"user:{other.id}"]
    mine = ok(api.as_(other).get("/v1/classes", query={"mine": True}))["data"]
    assert [one["name"] for one in mine] == ["7A"]
    for strange in (
        {**teaching, "userId": str(new_id())},
        {**teaching, "subjectId": str(new_id())},
    ):
        refused(campus.office.put(path, json={"teachers": [strange]}), 404, "not_found")
    twice = {"teachers": [teaching, teaching]}
    refused(campus.office.put(path, json=twice), 422, "validation_failed")
    nowhere = f"/v1/classes/{new_id()}/teachers"
    refused(campus.office.put(nowhere, json={"teachers": []}), 404, "not_found")


def test_of_what_two_say_of_the_teachers_at_once_one_stands(api: Api) -> None:
    campus = make_campus(api)
    path = f"/v1/classes/{campus.class_id}/teachers"
    people = [str(api.member("TEACHER", campus.admin.tenant).id) for _ in range(2)]
    # Both keep the first, and one of them adds the other.
    said = [
        {"teachers": [{"userId": one, "subjectId": str(campus.subject_id)} for one in those]}
        for those in (people[:1], people)
    ]
    ok(campus.office.put(path, json=said[0]))
    holding = text("SELECT 1 FROM app.class_teachers WHERE class_id = :id FOR UPDATE")
    for answer in behind(
        api,
        lambda scene: scene.execute(holding, {"id": campus.class_id}),
        [partial(campus.office.put, path, json=body) for body in said],
    ):
        ok(answer)
    read = ok(campus.office.get(f"/v1/classes/{campus.class_id}"))["teachers"]
    assert sorted(row["userId"] for row in read) in (people[:1], sorted(people))


def test_the_pupils_of_a_class_are_for_its_teachers(api: Api) -> None:
    campus = make_campus(api, pupils=2)
    path = f"/v1/classes/{campus.class_id}/students"
    read = ok(campus.as_teacher.get(path, query={"on": "2026-01-05"}))
    assert [row["firstName"] for row in read["data"]] == ["Dara 00", "Dara 01"]
    stranger = api.member("TEACHER", campus.admin.tenant)
    refused(api.as_(stranger).get(path), 404, "not_found")


MAO = {"lastName": "Mao", "firstName": "Leakena", "phone": "+855 12 000 000"}


def test_siblings_share_a_guardian_and_families_share_a_phone(api: Api) -> None:
    campus = make_campus(api, pupils=3)
    one, two, three = (f"/v1/students/{pupil}/guardians" for pupil in campus.pupils)
    office = campus.office
    first = {**MAO, "relationship": "Mother", "isPrimary": True}
    (mother,) = ok(office.post(one, json=first), 201)["data"]
    assert (mother["hasAccount"], mother["isPrimary"]) == (False, True)
    (same,) = ok(
        office.post(two, json={"guardianId": mother["id"], "relationship": "Mother"}), 201
    )["data"]
    assert (same["id"], same["phone"], same["isPrimary"]) == (mother["id"], MAO["phone"], False)
    (other,) = ok(office.post(three, json=MAO), 201)["data"]
    assert other["id"] != mother["id"]
    father = {**MAO, "firstName": "Bora", "isPrimary": True}
    listed = ok(office.post(one, json=father), 201)["data"]
    assert [(g["firstName"], g["isPrimary"]) for g in listed] == [
        ("Bora", True),
        ("Leakena", False),
    ]


def test_a_guardian_is_changed_and_untied(api: Api, looked_at: list[str]) -> None:
    campus = make_campus(api, pupils=1)
    (child,) = campus.pupils
    parent = campus.parent(child)
    (held,) = ok(campus.office.get(f"/v1/students/{child}/guardians"))["data"]
    path = f"/v1/students/{child}/guardians/{held['id']}"
    change = {**MAO, "canViewGrades": False, "version": 0}
    (after,) = ok(campus.office.put(path, json=change))["data"]
    assert (after["canViewGrades"], after["phone"], after["hasAccount"]) == (
        False,
        MAO["phone"],
        True,
    )
    refused(campus.office.put(path, json=change), 409, "guardian_changed")
    refused(campus.office.put(path, json={"version": 1}), 422, "validation_failed")
    ok(api.as_(parent).get(f"/v1/students/{child}"))
    ok(campus.office.delete(path), 204)
    refused(api.as_(parent).get(f"/v1/students/{child}"), 404, "not_found")
    assert set(looked_at) == {f"user:{parent.id}"}
    refused(campus.office.delete(path), 404, "not_found")
    refused(campus.office.put(path, json={**change, "version": 1}), 404, "not_found")


def test_a_guardian_is_changed_alone_and_untied_from_one_child(api: Api) -> None:
    campus = make_campus(api, pupils=2)
    one, two = campus.pupils
    parent = campus.parent(one, two)
    office = campus.office
    paths = [f"/v1/students/{pupil}/guardians" for pupil in (one, two)]
    (held,) = ok(office.get(paths[0]))["data"]
    (other,) = ok(office.post(paths[1], json={**MAO, "isPrimary": True}), 201)["data"][:1]
    # A sibling's first to be called stays it.
    ok(office.post(paths[0], json={**MAO, "firstName": "Bora", "isPrimary": True}), 201)
    change = {**MAO, "phone": "+855 12 999 999", "version": 0}
    ok(office.put(f"{paths[0]}/{held['id']}", json=change))
    assert ok(office.get(paths[1]))["data"][0] == other
    refused(office.post(paths[0], json={"guardianId": str(new_id())}), 404, "not_found")
    ok(office.delete(f"{paths[0]}/{held['id']}"), 204)
    refused(api.as_(parent).get(f"/v1/students/{one}"), 404, "not_found")
    ok(api.as_(parent).get(f"/v1/students/{two}"))
    assert [one["firstName"] for one in ok(office.get(paths[0]))["data"]] == ["Bora"]


def test_what_stands_against_tying_a_guardian(api: Api) -> None:
    campus = make_campus(api, pupils=1)
    path = f"/v1/students/{campus.pupils[0]}/guardians"
    office, strange = campus.office, str(new_id())
    refused(office.post(path, json={"guardianId": strange}), 404, "not_found")
    refused(office.post(path, json={"lastName": "Mao"}), 422, "validation_failed")
    for method, body in (("GET", None), ("POST", MAO)):
        answer = office.request(method, f"/v1/students/{strange}/guardians", json=body)
        refused(answer, 404, "not_found")
    named = f"/v1/students/{strange}/guardians/{strange}"
    refused(office.put(named, json={**MAO, "version": 0}), 404, "not_found")
    refused(office.delete(named), 404, "not_found")


def test_of_two_who_are_the_first_to_be_called_at_once_one_is(api: Api) -> None:
    campus = make_campus(api, pupils=1)
    path = f"/v1/students/{campus.pupils[0]}/guardians"
    bodies = [{**MAO, "firstName": name, "isPrimary": True} for name in ("Bora", "Leakena")]
    tying = [partial(campus.office.post, path, json=body) for body in bodies]
    for answer in looking_first(api, "student_guardians", tying):
        ok(answer, 201)
    listed = ok(campus.office.get(path))["data"]
    assert [guardian["isPrimary"] for guardian in listed] == [True, False]
