from .pulses import PulseRepository as PulseRepository
from .records import Pulse as Pulse
