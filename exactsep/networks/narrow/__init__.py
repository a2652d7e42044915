"""Narrow networks: exact and approximate ones in place of a wide network (T18 to T21)."""
