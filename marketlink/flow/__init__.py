"""News flow beside moves: do many articles and large moves go together, and which comes first?"""
