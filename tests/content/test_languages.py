"""A reader gets the own language, else the first of three that there is."""

from hypothesis import given
from hypothesis import strategies as st

from content.languages import LANGUAGES, in_language


@given(st.sets(st.sampled_from(LANGUAGES), min_size=1), st.sampled_from(LANGUAGES))
def test_a_text_is_found_in_the_readers_language_or_the_first_there_is(there, reader):
    found = in_language({language: language for language in there}, reader)
    assert found == (reader if reader in there else min(there, key=LANGUAGES.index))
