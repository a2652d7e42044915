"""Certificates as Coq files: data, and a theorem in plain terms that the kernel checks. What is computed for it is only a proposal."""
