"""Where articles come from: a file, an address, a record, a filing; as bytes, not yet read."""
