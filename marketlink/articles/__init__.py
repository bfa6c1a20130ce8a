"""Getting articles and reading them: body, publication time, feeds, and reports of one story."""
