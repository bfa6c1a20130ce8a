"""Price sources, what arrives from them, and what is wrong with it."""
