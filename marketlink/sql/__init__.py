"""The project's SQL, one table, view or macro a file; :mod:`marketlink.store.sql` reads it."""
