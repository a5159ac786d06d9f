from .stream import LogEntry as LogEntry
from .stream import StreamRepository as StreamRepository
