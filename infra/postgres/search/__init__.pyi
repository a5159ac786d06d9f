from .documents import DocumentRepository as DocumentRepository
from .hits import HitRepository as HitRepository
from .index import IndexRepository as IndexRepository
from .records import Found as Found
from .records import Hit as Hit
from .records import Place as Place
from .records import Ranked as Ranked
from .records import Scope as Scope
