"""Thin routes, a file per noun."""
