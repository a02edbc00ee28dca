"""Pictures in, identifiers out; identifiers in, symbols out."""
