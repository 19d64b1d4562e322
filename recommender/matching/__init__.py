"""Which teacher to invite for a student who asks: eligibility, acceptance, benefit, and whose turn it is. No I/O."""
