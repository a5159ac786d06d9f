"""Which workers an event is for. Derived: ``make manifest`` writes this file."""

SUBSCRIBERS: dict[str, tuple[str, ...]] = {
    "board:created": ("worker_activity",),
    "comment:created": ("worker_activity", "worker_notifications"),
    "comment:liked": ("worker_notifications",),
    "course:announcement": ("worker_courses",),
    "course:enrolled": ("worker_courses",),
    "course:published": ("worker_activity",),
    "email:queued": ("worker_email",),
    "export:requested": ("worker_exports",),
    "live:started": ("worker_activity",),
    "media:uploaded": ("worker_media",),
    "message:created": ("worker_notifications",),
    "post:created": (
        "worker_activity",
        "worker_connections",
        "worker_links",
        "worker_notifications",
    ),
    "post:deleted": ("worker_activity", "worker_connections", "worker_notifications"),
    "post:liked": ("worker_notifications",),
    "post:reacted": ("worker_notifications",),
    "post:updated": ("worker_connections", "worker_links", "worker_notifications"),
    "pulse:opened": ("worker_pulses",),
    "question:answered": ("worker_notifications",),
    "quiz:published": ("worker_activity",),
    "user:followed": ("worker_notifications",),
}
