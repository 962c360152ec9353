"""The withdrawal function a shop offers: two steps, a receipt at once, and straight into the list."""
