from .audit import AuditFilter as AuditFilter
from .audit import AuditRepository as AuditRepository
from .audited import State as State
from .counters import CounterRepository as CounterRepository
from .flags import FlagRepository as FlagRepository
from .records import AuditEntry as AuditEntry
from .runs import LastRuns as LastRuns
from .runs import RunRepository as RunRepository
