"""The Bot API methods, one small file for each group of them."""
