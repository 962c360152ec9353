"""Pages for the shop's customer; all of them work without JavaScript."""
