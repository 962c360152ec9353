"""What the shop showed: pages that are watched, their versions as served, and who accepted which."""
