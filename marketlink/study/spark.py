"""The same kernel on a Spark cluster."""
