"""Tables, migrations and queries. The database is the truth; everything else may be lost at any moment."""
