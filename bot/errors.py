"""What stops the program, said in one line to the operator."""


class OperatorError(Exception):
    """The program cannot go on as it is set up; the message is for the operator."""


class StartError(OperatorError):
    """The program cannot start."""


class StoreError(OperatorError):
    """The database cannot be used as it is."""
