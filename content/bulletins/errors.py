"""The root of what can be wrong with something that an editor wrote."""


class BulletinError(Exception):
    """What an editor wrote cannot be sent as it is; nothing was changed."""
