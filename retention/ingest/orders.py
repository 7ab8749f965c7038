"""Whether 3/4/2024 is in March or in April: settled by the data, or asked."""

from collections.abc import Mapping, Sequence

from retention.ingest.dates import DAY_FIRST, MONTH_FIRST, Votes
from retention.ingest.opening import Opened, dated
from retention.ingest.questions import DATE_ORDER, Question, ask_date_order
from retention.problems import RetentionError


def settle_date_order(opened: Sequence[Opened], answers: Mapping[str, str]) -> list[Question]:
    """Tell each column how its slash dates are read: by itself, else its file, else all files, else the answer.

    A value above 12 decides; where values of a column contradict each other the larger number counts, and the others
    become problems when they are read. Gives the question, where nothing decides and nobody has answered; until then
    the month stands first."""
    sheets = {file.source: file.sheet for file in opened}
    columns = [(file.source, header) for file in opened for header in dated(file)]
    votes = {(source, header): sheets[source].votes(header) for source, header in columns}
    answer = _answer(answers)
    open_question: list[Question] = []
    everywhere = sum(votes.values(), Votes()).order
    for (source, header), own in votes.items():
        in_file = sum((vote for (other, _), vote in votes.items() if other is source), Votes()).order
        order = own.order or in_file or everywhere or answer
        sheets[source].set_order(header, order or MONTH_FIRST)
        if order is None and own.undecided and not open_question:
            open_question = [ask_date_order(source.name, header, own.example)]
    return open_question


def _answer(answers: Mapping[str, str]) -> str | None:
    answer = answers.get(DATE_ORDER)
    if answer not in (None, MONTH_FIRST, DAY_FIRST):
        raise RetentionError(f"{DATE_ORDER} is {MONTH_FIRST} or {DAY_FIRST}; “{answer}” was given.")
    return answer
