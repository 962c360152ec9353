"""The letters: whole sentences per letter and language in files, and the list of them."""
