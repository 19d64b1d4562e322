"""Fits what `models/` and `intent/` use. Every head is one recipe: examples in, a `LinearHead` with its card out."""
