"""Patterns of cycles: what they are, the maps that they make, and what they force (T7 to T10)."""
