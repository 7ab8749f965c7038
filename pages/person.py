"""A person: all that the records and the work know of one patient, reached by a token
in the address.
"""

from retention.web import person, shell

shell.show(person.draw)
