"""A made-up region: students and teachers with hidden traits, evenings of requests, and what a service would observe.

Everything that comes from here is simulated, and has to be labelled so. What is assumed stands in `SimulatorConfig`.
"""
