from .cases import CaseRepository as CaseRepository
from .records import Case as Case
from .records import Past as Past
from .records import Report as Report
from .rules import RulesRepository as RulesRepository
