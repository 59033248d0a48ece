"""Decks of items that a child teaches at home, and the pick of the day's item."""
