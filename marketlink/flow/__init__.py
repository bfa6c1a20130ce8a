"""News flow and moves: whether many articles and large moves go together, and which comes first."""
