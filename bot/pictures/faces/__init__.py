"""The faces of a card: each puts one item on a sheet that is 800 pixels wide."""
