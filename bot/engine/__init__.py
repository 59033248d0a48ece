"""Who runs the open rows."""
