"""Web-server logs: which format they are in, how their bytes are unpacked within limits, and what is never kept."""
