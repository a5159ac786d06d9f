from .audit import AuditFilter as AuditFilter
from .audit import AuditRepository as AuditRepository
from .audited import State as State
from .counters import CounterRepository as CounterRepository
from .records import AuditEntry as AuditEntry
