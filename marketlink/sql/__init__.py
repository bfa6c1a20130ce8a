"""The project's SQL on two shelves, ``views`` and ``steps``: see :mod:`marketlink.store.sql`."""
