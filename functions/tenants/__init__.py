"""Schools: who belongs to them, how people come in, and what a school decides for itself."""
