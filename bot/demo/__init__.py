"""
The embedded chat: a local Bot API server, its people and its page.

It stands in for Telegram, so it knows nothing of the rest of this project: the
real program talks to it over HTTP, as it would to Telegram.
"""
