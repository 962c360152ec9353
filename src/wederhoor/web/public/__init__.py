"""Pages for everyone: the front door, where a mail is read without an account and nothing is kept."""
