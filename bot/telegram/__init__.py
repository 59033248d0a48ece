"""What speaks the Bot API: requests, sending, limits, intake."""
