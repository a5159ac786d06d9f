from .clubs import ClubRepository as ClubRepository
from .members import ClubMemberRepository as ClubMemberRepository
from .records import Club as Club
from .records import ClubMember as ClubMember
from .records import Standing as Standing
