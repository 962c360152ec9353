"""The only way out of the house and back in: mail, HTTP, time-stamps and the store of bytes."""
