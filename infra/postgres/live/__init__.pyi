from .games import GameRepository as GameRepository
from .records import Game as Game
from .records import Given as Given
from .records import Place as Place
from .records import Seat as Seat
from .records import Taken as Taken
from .seats import SeatRepository as SeatRepository
