"""Files of which nothing is loaded: said, instead of an import that holds nothing."""

from retention.ingest.load import Loaded
from retention.ingest.questions import AS_OF
from retention.problems import RetentionError

_SHOWN = 5


class NothingNeeded(RetentionError):
    """Files that are known and of which nothing is loaded: no fault of theirs beside
    others.
    """


def refuse_nothing(loaded: Loaded) -> None:
    """NothingNeeded where no file fills a table and nothing is open that could change
    that; it says what each is.
    """
    if loaded.changes or any(question.key != AS_OF for question in loaded.questions):
        return
    told = {
        problem.file: f"“{problem.file}”: “{problem.found}” {problem.say}."
        for problem in loaded.problems
    }
    plain = [name for name in loaded.not_needed if name not in told]
    said = [
        *told.values(),
        *(f"“{name}” is a file we know and need nothing of." for name in plain),
    ]
    more = [f"And {len(said) - _SHOWN} more such files."] if len(said) > _SHOWN else []
    raise NothingNeeded(" ".join(["Nothing was imported.", *said[:_SHOWN], *more]))
