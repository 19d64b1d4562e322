"""A language model that puts into words what the dialogue has decided; what it writes is checked before it is shown."""
