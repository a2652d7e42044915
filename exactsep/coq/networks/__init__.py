"""Networks as Coq terms, and claims about them: equality, distances, pieces, narrow networks."""
