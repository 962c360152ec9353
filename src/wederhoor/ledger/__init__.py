"""The record others can check: entries, Merkle tree, checkpoints, proofs, the case bundle, its verifier."""
