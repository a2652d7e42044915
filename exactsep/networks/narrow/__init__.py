"""Narrow deep networks that equal a given ReLU network exactly: on a box (T18), everywhere (T19), of width d + 2 at any depth (T20)."""
