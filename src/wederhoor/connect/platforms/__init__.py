"""Orders: as shop systems export them, as confirmations tell them, and as a person types them."""
