from .hiding import HidingRepository as HidingRepository
from .people import PeopleRepository as PeopleRepository
from .records import Follower as Follower
from .records import HiddenPerson as HiddenPerson
from .records import Person as Person
from .records import Receiver as Receiver
