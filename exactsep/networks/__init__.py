"""ReLU networks with exact weights: what they are, and those that equal an iterate (T16)."""
