"""The words on the order button: without a plain duty to pay on it, the contract can be undone (6:230v lid 3 BW)."""
