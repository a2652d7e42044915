"""Networks on a segment, exactly: regions, pieces, distances (rule N)."""
