"""What the directives give every country alike."""
