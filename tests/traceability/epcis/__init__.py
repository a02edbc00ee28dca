"""EPCIS events: read, told what is wrong, written, named."""
