from .activities import ActivityRepository as ActivityRepository
from .notifications import NotificationRepository as NotificationRepository
from .records import Notification as Notification
