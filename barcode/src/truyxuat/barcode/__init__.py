"""Read a barcode, print a barcode: from picture or typed text to identifier and back."""
