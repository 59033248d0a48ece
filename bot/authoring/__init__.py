"""What authors of decks need on the command line; the running bot loads none of it."""
