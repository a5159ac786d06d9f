from .records import Membership as Membership
from .records import School as School
from .tenants import TenantRepository as TenantRepository
