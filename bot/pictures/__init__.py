"""Pure: facts in the reader's language become PNG pictures as wide as a phone."""
