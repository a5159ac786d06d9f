from .idempotency import IdempotencyRepository as IdempotencyRepository
from .inbox import InboxRepository as InboxRepository
