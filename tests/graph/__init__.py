"""What only the SQL graph promises, beside the suite that every graph store runs."""
