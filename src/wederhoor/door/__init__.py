"""The only way out of the house and back in: mail and the store of bytes."""
