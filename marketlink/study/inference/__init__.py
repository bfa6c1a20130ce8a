"""Group statistics: whether several companies moved, and which answer may be believed."""
