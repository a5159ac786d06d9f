"""People by the beginning of a name."""

from __future__ import annotations

from sqlalchemy import update

from infra.postgres.identity.tables import users
from tests.areas.people.factories.people import make_member
from tests.support.api import ok
from tests.support.school import School


def test_members_are_found_by_the_beginning_of_a_name(school: School) -> None:
    tenant = school.author.tenant.id
    with school.api.scene() as connection:
        for first, last in (("Sok", "Dara"), ("Dany", "Chan"), ("100%", "Real")):
            person = make_member(connection, tenant_id=tenant)
            named = update(users).where(users.c.id == person.id)
            connection.execute(named.values(first_name=first, last_name=last))
    reader, path = school.caller("a reader"), "/v1/users/autocomplete"

    def names(text: str) -> list[str]:
        return [p["name"] for p in ok(reader.get(path, query={"q": text}))["data"]]

    assert names("da") == ["Dany Chan", "Sok Dara"]
    assert names("SOK D") == ["Sok Dara"]
    assert names("ara") == []
    assert names("100%") == ["100% Real"]
    assert names("%") == []
    assert names(" ") == []
