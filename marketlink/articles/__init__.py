"""Getting articles and reading them: body, publication time, feeds, and stories told twice."""
