"""Digital content and digital services: withdrawal from them, and what they must do."""
