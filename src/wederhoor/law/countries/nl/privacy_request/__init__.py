"""A request about personal data: a month to answer, and only as much asked back as is needed to know who asks."""
