"""Learned things: the text encoder, heads on top of it, and where weights come from.

Importing this package is cheap; torch is only imported by `models.encoder` when an encoder is built.
"""
