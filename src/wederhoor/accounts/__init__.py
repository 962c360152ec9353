"""People, how they sign in, and who runs the installation."""
