"""Items that a machine can mark: the bank, marking, what an answer says of a student, and which item to ask next."""
