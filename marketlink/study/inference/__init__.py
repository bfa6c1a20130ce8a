"""Group statistics: tests of whether several companies moved, and rules of their validity."""
