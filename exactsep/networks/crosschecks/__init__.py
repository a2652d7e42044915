"""Another tool's claims about a network on a segment, beside the exact values."""
