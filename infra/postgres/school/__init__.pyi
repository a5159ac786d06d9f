from .pulses import PulseRepository as PulseRepository
from .records import Box as Box
from .records import Pulse as Pulse
