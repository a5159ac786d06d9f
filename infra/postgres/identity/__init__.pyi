from .accounts import AccountRepository as AccountRepository
from .guests import GuestRepository as GuestRepository
from .records import Account as Account
from .records import GuestPass as GuestPass
from .records import Joined as Joined
from .records import Me as Me
from .records import Session as Session
from .sessions import SessionRepository as SessionRepository
