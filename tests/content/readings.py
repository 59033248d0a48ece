"""What an author's dictionary knows of each character."""

from bot.authoring.readings import readings

__all__ = ["readings"]
