"""Tutoring rooms under load, while the processes that carry them are killed."""
