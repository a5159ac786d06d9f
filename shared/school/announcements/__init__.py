"""What a school announces to all, or to a class."""
