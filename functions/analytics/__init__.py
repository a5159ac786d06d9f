"""Views on their way in, and the figures that are made of them."""
