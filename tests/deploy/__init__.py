"""The deployment files hold what they promise, as far as no container engine is needed."""
