"""Date and time formats of the forms, in place of the framework's."""
