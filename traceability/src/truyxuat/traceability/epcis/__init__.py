"""EPCIS 2.0 (ISO/IEC 19987): events as values, read from JSON-LD and XML, written as JSON-LD."""
