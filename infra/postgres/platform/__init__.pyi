from .counters import CounterRepository as CounterRepository
