"""Why a file is not taken as a picture. The desk has a sentence for each reason; a decoder's own words go nowhere."""

from enum import StrEnum


class Reason(StrEnum):
    """What is wrong with a file."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"  # in bytes
    NO_PICTURE = "no_picture"
    HEIC = "heic"  # what many telephones make, and no browser shows
    OTHER_NAME = "other_name"  # the name's ending says one format, the content another
    TOO_MANY_PIXELS = "too_many_pixels"
    DAMAGED = "damaged"
    NO_ROOM = "no_room"  # the disk is full
    TOO_HEAVY = "too_heavy"  # memory or time of the child process ran out


class Refused(Exception):
    """A file that is not taken, with the reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason
