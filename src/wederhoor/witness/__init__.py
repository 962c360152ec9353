"""A witness: a small program apart that signs what it saw of other people's logs, and never two stories of one."""
