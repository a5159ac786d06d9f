"""Who is about to come into the demo school: invitations, claim codes, and a helper."""

from __future__ import annotations

from datetime import timedelta

from infra.local.demo.people import CLASSES
from infra.local.demo.stage import Stage, demo_id
from infra.local.demo.words import written
from shared.auth.assignments import ScopeType
from shared.auth.roles import Role
from shared.tenants.claim_schemas import ClaimCodesCreate
from shared.tenants.schemas import AssignmentCreate, InvitationCreate
from shared.tenants.types import ClaimType

# Pupils of whom the school has a record, and who have not come yet.
EXPECTED = (
    ("chenda", "Chenda", "Long", "ចិន្តា", "ឡុង"),
    ("visal", "Visal", "Pov", "វិសាល", "ពៅ"),
    ("sothea", "Sothea", "Nuon", "សុធា", "នួន"),
)


def add(stage: Stage) -> None:
    """Invite staff, make codes for pupils and a parent, and let a pupil moderate a class."""
    from functions.tenants.assignments import role_assignments_create
    from functions.tenants.claim_codes import claim_codes_create
    from functions.tenants.invitations import invitations_create

    def act(handler: object, body: object, days: int) -> None:
        stage.act("admin", handler, body, ago=timedelta(days=days))  # type: ignore[arg-type]

    for email, role, locale in (
        ("librarian@example.com", Role.TEACHER, "en"),
        ("parent@example.com", Role.PARENT, "km"),
    ):
        invitation = written(InvitationCreate, email=email, role=role, locale=locale)
        act(invitations_create, invitation, 2)
    expected = [demo_id("student", key) for key, *_ in EXPECTED]
    for kind in (ClaimType.STUDENT, ClaimType.PARENT):
        codes = written(ClaimCodesCreate, type=kind, student_ids=expected, expires_in_days=90)
        act(claim_codes_create, codes, 1)
    helper = written(
        AssignmentCreate,
        user_id=demo_id("user", "nary"),
        role=Role.MODERATOR,
        scope_type=ScopeType.CLASS,
        scope_id=demo_id("class", CLASSES[1][0]),
    )
    act(role_assignments_create, helper, 3)
