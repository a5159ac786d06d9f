from .activities import ActivityRepository as ActivityRepository
from .notifications import NotificationRepository as NotificationRepository
from .preferences import PreferenceRepository as PreferenceRepository
from .records import DigestDue as DigestDue
from .records import Notification as Notification
from .records import Reachable as Reachable
