"""How hard the rules are tried (many cases with --hypothesis-profile=thorough), and in which order."""

import pytest
from hypothesis import settings

settings.register_profile("everyday", max_examples=60, deadline=None)
settings.register_profile("thorough", max_examples=3000, deadline=None)
settings.load_profile("everyday")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Spread what starts real processes among the rest: beside each other they starve."""
    slow = [item for item in items if item.get_closest_marker("slow")]
    places = {id(item): n / len(slow) for n, item in enumerate(slow)}
    rest = [item for item in items if id(item) not in places]
    places |= {id(item): n / len(rest) for n, item in enumerate(rest)}
    items.sort(key=lambda item: places[id(item)])
