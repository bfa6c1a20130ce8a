"""Event windows, normal-return models, statistics and the engine that runs them."""
