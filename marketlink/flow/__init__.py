"""News flow and moves: whether articles and the size of moves are correlated, and which leads."""
