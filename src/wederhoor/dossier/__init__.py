"""The case file: what both parties may hold, drawn as a PDF, listed for the bundle, and pictured for the page."""
