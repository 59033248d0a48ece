"""Times as people say them in three languages: text to tokens to what was said."""
