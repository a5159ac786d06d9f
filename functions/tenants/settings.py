"""What a school says of itself and decides for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.common.attachments import attach_picture
from functions.runtime.context import Ctx
from infra.postgres import tenants
from shared.auth.permissions import Permission
from shared.auth.roles import Role
from shared.http.problem import Conflict
from shared.http.route import Audit, route
from shared.media.problems import UploadNotFound, UploadNotReady, WrongPicture
from shared.media.types import Referrer
from shared.messaging.policy import PUPIL_MESSAGES, pupils_may_write
from shared.social.weights import FEED_WEIGHTS, percents_of
from shared.tenants.events import FlagsUpdated
from shared.tenants.policy import STAFF_FACTORS, factors_demanded_from
from shared.tenants.schemas import SchoolRead, SchoolUpdate, branding_of

if TYPE_CHECKING:
    from infra.postgres.tenants import SchoolDetails


class SettingsChanged(Conflict):
    """Somebody else changed the settings since they were read."""

    code = "settings_changed"
    title = "Somebody else changed the settings meanwhile: read them again"
    cure = (
        "Read the settings again, lay the change over what they are now, and send their new "
        "version."
    )


@route("GET", "/v1/tenants/current", permission=Permission.SCHOOL_READ, limits=("read",))
def tenant_get(ctx: Ctx) -> SchoolRead:
    """Read the active school: its names, its look, and what it allows."""
    return _read(ctx.db(tenants.TenantRepository).details())


@route(
    "PUT",
    "/v1/tenants/current",
    permission=Permission.TENANT_MANAGE,
    limits=("admin",),
    emits=(FlagsUpdated,),
    raises=(SettingsChanged, UploadNotFound, UploadNotReady, WrongPicture),
    audit=Audit("tenant.updated", "tenant"),
)
def tenant_update(ctx: Ctx, body: SchoolUpdate) -> SchoolRead:
    """Change the active school. The version says which settings the caller has seen."""
    schools = ctx.db(tenants.TenantRepository)
    before = schools.details()
    pupils = body.pupil_messages
    settings = {
        **before.settings,
        **({} if pupils is None else {PUPIL_MESSAGES: pupils}),
        "open_registration": body.open_registration,
        "branding": {"color": body.color, "motto": body.motto},
    }
    if "staff_factors_from" in body.model_fields_set:
        since = body.staff_factors_from
        settings[STAFF_FACTORS] = None if since is None else since.isoformat()
    if "feed_weights" in body.model_fields_set:
        weights = body.feed_weights
        settings[FEED_WEIGHTS] = None if weights is None else weights.model_dump()
    logo = before.logo
    if "logo_upload_id" in body.model_fields_set:
        school_id, upload_id = ctx.viewer.tenant_id, body.logo_upload_id
        upload = attach_picture(ctx, Referrer.SCHOOL_LOGO, school_id, upload_id)
        logo = None if upload is None else upload.thumb_key
    changed = schools.change(
        version=body.settings_version,
        name=body.name,
        name_kh=body.name_kh,
        timezone=body.timezone,
        locale=body.locale,
        logo=logo,
        settings=settings,
    )
    if not changed:
        raise SettingsChanged
    after = schools.details()
    ctx.emit(FlagsUpdated(keys=_differences(before, after)), tenant_id=ctx.viewer.tenant_id)
    return _read(after)


def _read(school: SchoolDetails) -> SchoolRead:
    return SchoolRead.of(
        school,
        branding=branding_of(school.settings, school.logo),
        open_registration=bool(school.settings.get("open_registration")),
        pupil_messages=pupils_may_write(school.settings),
        staff_factors_from=factors_demanded_from(school.settings, Role.ADMIN),
        feed_weights=percents_of(school.settings),
    )


def _differences(before: SchoolDetails, after: SchoolDetails) -> list[str]:
    """The names of the settings that are others now."""
    one, other = _read(before).model_dump(), _read(after).model_dump()
    return [name for name in one if name != "settingsVersion" and one[name] != other[name]]
