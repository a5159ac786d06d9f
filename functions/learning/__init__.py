"""Quizzes and their attempts."""
