"""What a user is told when something is not as it must be."""


class Complaint(Exception):  # noqa: N818 - it is no fault of the program
    """One line for the user: what, where, what to do. Ends a command with exit status 2."""
