"""Stunity on the command line: ``stunity --help``."""
