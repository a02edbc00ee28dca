"""The published vectors and documents of GS1 and others, run against ours."""
