"""Marks of a school as legal records: averages, ranks, and the chain that proves them."""
