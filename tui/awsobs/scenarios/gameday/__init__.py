"""Stories that are data: services, who calls whom, a deed, and what fails after it."""
