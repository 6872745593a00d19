"""Everything that can go wrong, as one tree; each message names its culprit and says what to do.

PracticeSearchError
├── CorpusError               the corpus folder is not there, or holds no PDF
├── ReportsCsvError           reports.csv cannot be used
├── ReportError               one report cannot be taken in
│   ├── OtherFormatError
│   ├── EmptyFileError
│   ├── EncryptedError
│   ├── DamagedError
│   ├── TimedOutError
│   ├── TooBigError
│   ├── NoTextError
│   ├── UnreadableFileError
│   └── RowError              reports.csv says of it what cannot be
├── PageNotShownError         the picture of a page cannot be made
├── IndexProblemError         the index folder cannot be used
│   ├── IndexNotFoundError
│   ├── NotAnIndexError
│   ├── NewerIndexError
│   ├── IndexDamagedError
│   ├── OtherCorpusError
│   └── IndexLockedError
├── EncoderError              the encoder cannot be loaded
├── SourceError               one public document cannot be fetched
│   ├── UnreachableError
│   ├── NotServedError
│   ├── UnwantedContentError
│   └── NameTakenError
├── QuestionsError            questions to measure with cannot be used
├── ModelServerError          the language model near by is none, or does not answer
├── QuotationError            words were to be quoted that do not stand there
└── QueryError                what was asked cannot be searched
    ├── EmptyQuestionError
    ├── UnknownValueError     no such pillar, country, language or kind
    └── LimitError
"""

from enum import StrEnum
from pathlib import Path
from typing import ClassVar, Self

__all__ = [
    "CorpusError",
    "DamagedError",
    "EmptyFileError",
    "EmptyQuestionError",
    "EncoderError",
    "EncryptedError",
    "Fault",
    "IndexDamagedError",
    "IndexLockedError",
    "IndexNotFoundError",
    "IndexProblemError",
    "LimitError",
    "ModelServerError",
    "NameTakenError",
    "NewerIndexError",
    "NoTextError",
    "NotAnIndexError",
    "NotServedError",
    "OtherCorpusError",
    "OtherFormatError",
    "PageNotShownError",
    "PracticeSearchError",
    "QueryError",
    "QuestionsError",
    "QuotationError",
    "ReportError",
    "ReportsCsvError",
    "RowError",
    "SourceError",
    "TimedOutError",
    "TooBigError",
    "UnknownValueError",
    "UnreachableError",
    "UnreadableFileError",
    "UnwantedContentError",
]


class PracticeSearchError(Exception):
    """The root of every error that this package raises on purpose."""


class CorpusError(PracticeSearchError):
    """The corpus is no folder with PDFs."""


class ReportsCsvError(PracticeSearchError):
    """The file reports.csv as a whole cannot be used; the index keeps what it had."""


class Fault(StrEnum):
    """What is wrong with a file, in a word."""

    OTHER_FORMAT = "other format"
    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TIMED_OUT = "timed out"
    TOO_BIG = "too big"
    NO_TEXT = "no text layer"
    PARTLY_READ = "partly read"
    UNREADABLE = "cannot be opened"
    DUPLICATE = "duplicate"
    MISSING = "missing"
    ROW = "row of reports.csv"


class ReportError(PracticeSearchError):
    """One report cannot be taken in; the others go on."""

    fault: ClassVar[Fault]


class OtherFormatError(ReportError):
    """The file holds something other than its name says, or what no reader is here for."""

    fault = Fault.OTHER_FORMAT


class EmptyFileError(ReportError):
    """The file has no bytes."""

    fault = Fault.EMPTY


class EncryptedError(ReportError):
    """The file opens only with a password."""

    fault = Fault.ENCRYPTED


class DamagedError(ReportError):
    """The file is broken beyond reading."""

    fault = Fault.DAMAGED


class TimedOutError(ReportError):
    """The file takes longer to read than a report ever should."""

    fault = Fault.TIMED_OUT


class TooBigError(ReportError):
    """The file takes more memory or has more pages than a report ever should."""

    fault = Fault.TOO_BIG


class NoTextError(ReportError):
    """No page of the file has text."""

    fault = Fault.NO_TEXT


class UnreadableFileError(ReportError):
    """The system does not let the file be read."""

    fault = Fault.UNREADABLE

    @classmethod
    def of(cls, path: Path, error: OSError) -> Self:
        """Say of a path what the system said of it."""
        return cls(
            f"{path.name} cannot be opened ({error.strerror}). "
            "Check that it is there and that you may read it."
        )


class RowError(ReportError):
    """What reports.csv says of the file cannot be used."""

    fault = Fault.ROW


class PageNotShownError(PracticeSearchError):
    """The picture of a page cannot be made from the PDF as it lies in the corpus now."""


class IndexProblemError(PracticeSearchError):
    """The index folder cannot be used as it is."""


class IndexNotFoundError(IndexProblemError):
    """No index has been built in this folder yet."""


class NotAnIndexError(IndexProblemError):
    """The folder holds something that this program did not write."""


class NewerIndexError(IndexProblemError):
    """The index was written by a newer version of this program."""


class IndexDamagedError(IndexProblemError):
    """The catalogue is broken."""


class IndexLockedError(IndexProblemError):
    """Another run is writing the index at this moment."""


class OtherCorpusError(IndexProblemError):
    """The index is that of another corpus, which is still there."""


class EncoderError(PracticeSearchError):
    """The encoder cannot be loaded, or is not the one that wrote the index."""


class SourceError(PracticeSearchError):
    """One public document cannot be fetched; the others go on."""


class UnreachableError(SourceError):
    """The server does not answer, or not to the end; it may another time."""


class NotServedError(SourceError):
    """The address does not lead to a document over https."""


class UnwantedContentError(SourceError):
    """What the server sends is too large, or nothing that is read here."""


class NameTakenError(SourceError):
    """Another file of the corpus has the name that the document would get."""


class QuestionsError(PracticeSearchError):
    """A file of questions, or of judgements, cannot be used to measure with."""


class QuotationError(PracticeSearchError):
    """Words were to be quoted as a report's that do not stand there."""


class ModelServerError(PracticeSearchError):
    """The server of a language model lies outside, or does not answer as it should."""


class QueryError(PracticeSearchError):
    """The search cannot be run as it was asked."""


class EmptyQuestionError(QueryError):
    """The question has no words."""


class UnknownValueError(QueryError):
    """A filter or cell names a pillar, country, language or kind that does not exist."""


class LimitError(QueryError):
    """The number of hits asked for is out of range."""
