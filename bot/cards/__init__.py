"""Today's cards: which lessons a chat or a family has, and each as a message."""
