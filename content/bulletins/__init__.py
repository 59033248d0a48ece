"""What an editor writes: texts per language, and the limits that Telegram sets them."""
