"""How it reaches people: Telegram, SQL, HTTP and words."""
