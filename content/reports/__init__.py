"""A published report: its sections, its figures and where they come from."""
