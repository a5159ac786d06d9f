"""Bring the pupils of a school in line with a table of another system, every night anew.

``python sync_roster.py URL EMAIL FILE``, with the password in STUNITY_PASSWORD. The table has the
headings of ``stunity import template``. What is there already changes nothing, so it may run as
often as one likes; rows that cannot be taken are named, and the exit status is 1.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from stunity import Stunity, each, upload
from stunity.api.models.school import ImportApply, ImportCreate, ImportRead

PAUSE_SECONDS = 1.0


def sync(client: Stunity, path: Path) -> ImportRead:
    """Plan the table and apply that plan; what others change meanwhile is left alone."""
    school = client.api.school
    sent = upload(client, path, purpose="IMPORT")
    plan = school.imports_create(ImportCreate(upload_id=sent.id, creates_classes=True))
    plan = ended(client, plan, "PLANNING")
    if plan.status != "PLANNED" or plan.plan_hash is None:
        raise SystemExit(f"{path.name} cannot be read: {plan.problem}")
    applied = school.imports_apply(plan.id, ImportApply(plan_hash=plan.plan_hash))
    return ended(client, applied, "APPLYING")


def ended(client: Stunity, found: ImportRead, status: str) -> ImportRead:
    """The import once it is past a status."""
    while found.status == status:
        time.sleep(PAUSE_SECONDS)
        found = client.api.school.imports_get(found.id)
    return found


def run(url: str, email: str, path: Path) -> int:
    """Sync, and say what was done; the exit status."""
    with Stunity(url) as client:
        client.sign_in(email, os.environ["STUNITY_PASSWORD"])
        done = sync(client, path)
        counts = done.counts
        print(f"{counts.create} new, {counts.change} changed, {counts.same} as they were")
        for row in each(client.api.school.imports_rows, done.id, fate="ERROR"):
            print(f"row {row.number}: {[one.problem for one in row.problems]}", file=sys.stderr)
    return 1 if counts.error or done.status != "DONE" else 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
