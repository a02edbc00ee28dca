"""What sources told of codes: licences, declarations, authorisations, kept with source and time."""
