"""What is said: reports, lessons and bulletins. Knows no chat, no database and no clock."""
