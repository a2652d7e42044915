"""Certificates: from claims and evidence to a file, and `certify`, which finds both."""
