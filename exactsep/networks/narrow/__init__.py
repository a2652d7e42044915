"""Narrow deep networks for a given ReLU network: equal on a box (T18), everywhere (T19), in width d + 2 (T20); or close to it (T21)."""
