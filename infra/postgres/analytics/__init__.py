"""Views and reactions in time, what is rolled up from them, and the days of a school."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
