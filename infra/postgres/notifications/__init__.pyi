from .activities import ActivityRepository as ActivityRepository
from .notifications import NotificationRepository as NotificationRepository
from .records import Activity as Activity
from .records import Notification as Notification
from .records import OpenGroup as OpenGroup
