"""Push services: what brings notifications to devices whose pages are closed."""
