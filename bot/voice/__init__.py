"""Recordings of a deck as voice notes."""
