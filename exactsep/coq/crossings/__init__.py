"""What follows from crossings, as Coq terms: sup norm, growth, crossings, pieces, labels and cycles."""
