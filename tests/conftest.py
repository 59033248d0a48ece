"""How hard the rules are tried: a few cases each day, many with --hypothesis-profile=thorough."""

from hypothesis import settings

settings.register_profile("everyday", max_examples=60, deadline=None)
settings.register_profile("thorough", max_examples=3000, deadline=None)
settings.load_profile("everyday")
