"""Pulse surveys: one question to everybody, and no person behind an answer."""
