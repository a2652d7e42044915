"""Inverse questions: the least width, depth or iterate for an error, the region of excluded shapes, and the table of periods."""
