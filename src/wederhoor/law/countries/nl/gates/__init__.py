"""Questions before every topic: whose law, a consumer, at a distance; and defences that no clause can carry."""
