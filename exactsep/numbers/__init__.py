"""Exact numbers: rationals, real number fields, columns of them, enclosures of what is neither."""
