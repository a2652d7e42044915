"""Depth-versus-width theorems about ReLU networks, certified in exact arithmetic."""
