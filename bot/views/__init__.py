"""Pure: a domain value and the reader's language become text and buttons."""
