"""Certificates as Coq files: data, and a theorem in plain terms that the kernel checks. Nothing here knows the mathematics."""
