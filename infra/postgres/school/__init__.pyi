from .classes import ClassRepository as ClassRepository
from .pulses import PulseRepository as PulseRepository
from .records import Pulse as Pulse
from .records import Pupil as Pupil
