from .intake import IntakeRepository as IntakeRepository
from .records import Mark as Mark
from .records import View as View
from .rollups import RollupRepository as RollupRepository
