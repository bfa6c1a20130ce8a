"""The articles that are kept: their record, imports, feeds and stories."""
