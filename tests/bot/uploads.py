"""A table of uploads that lives in memory."""

from datetime import UTC, datetime

from bot.telegram.gallery import Gallery

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


class KeptUploads:
    """Works as bot.store.uploads.Uploads does; *claims* counts who took one on."""

    def __init__(self):
        self.ids = {}
        self.claimed = set()
        self.claims = 0

    async def file_id(self, key):
        return self.ids.get(key)

    async def claim(self, key, now):
        if key in self.claimed or key in self.ids:
            return False
        self.claimed.add(key)
        self.claims += 1
        return True

    async def done(self, key, file_id):
        self.ids[key] = file_id

    async def give_up(self, key):
        self.claimed.discard(key)
        self.ids.pop(key, None)


def gallery(uploads=None):
    return Gallery(uploads or KeptUploads(), now=lambda: NOW)
