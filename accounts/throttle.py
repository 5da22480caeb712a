"""How often a password may be tried, and photos sent. Counted in the database: all processes share one count, and it
survives restarts.

A try is counted before the password is looked at and given back when it was right, so that parallel guesses cannot
outrun the count. After some free tries each further one makes the next wait, longer each time but never for ever; tries
during a wait are turned away uncounted. A counter eases with time.
"""

import datetime
from dataclasses import dataclass
from enum import Enum, auto

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import SignInCounter, User

FIRST_WAIT, LONGEST_WAIT = datetime.timedelta(minutes=1), datetime.timedelta(minutes=20)
# By then every counter has eased to nothing that matters.
KEPT = datetime.timedelta(days=2)


@dataclass(frozen=True)
class Limit:
    """How many tries are free, and how long it takes to forget one."""

    free: int
    easing: datetime.timedelta


LIMITS = {
    # Under a hundred guesses a day for one account, whatever the rhythm and however many networks take part.
    "account": Limit(5, datetime.timedelta(minutes=30)),
    # A whole newsroom may sit behind one address.
    "network": Limit(50, datetime.timedelta(minutes=10)),
    # A device on which this person signed in before: nobody else's guesses count against it.
    "device": Limit(10, datetime.timedelta(minutes=30)),
    # The own password, asked for again from somebody who is signed in.
    "own": Limit(5, datetime.timedelta(minutes=30)),
    # Files of photos, taken or not: each costs seconds of a processor. An event is 200, then 600 an hour.
    "photos": Limit(200, datetime.timedelta(seconds=6)),
}


class Verdict(Enum):
    """What becomes of a try."""

    ADMITTED = auto()
    TURNED_AWAY = auto()  # the first one of this wait
    TURNED_AWAY_AGAIN = auto()


def account_key(username: str) -> str:
    """Return the key of a name as it was typed, known or not; hashed, for it may be a password in the wrong field."""
    return "account:" + salted_hmac("accounts.throttle", username.casefold(), algorithm="sha256").hexdigest()


def admit(*keys: str) -> Verdict:
    """Count a try under each key, unless one of them has to wait.

    Callers name the keys in one order (network before account): each is locked until all are counted.
    """
    now = timezone.now()
    SignInCounter.objects.filter(seen_at__lt=now - KEPT).delete()
    with transaction.atomic():
        counters = []
        for key in keys:
            counter = _lock(key, now)
            if counter.waits_until and counter.waits_until > now:
                if counter.turned_away:
                    return Verdict.TURNED_AWAY_AGAIN
                SignInCounter.objects.filter(pk=counter.pk).update(turned_away=True)
                return Verdict.TURNED_AWAY
            counters.append(counter)
        for counter in counters:
            _count(counter, now)
    return Verdict.ADMITTED


def give_back(*keys: str) -> None:
    """Take a try that was right off its counters; a network keeps what others did there, the rest begin anew."""
    for key in keys:
        with transaction.atomic():
            counter = _lock(key, timezone.now())
            counter.failures = max(0, counter.failures - 1) if key.startswith("network:") else 0
            counter.waits_until = None
            counter.save(update_fields=["failures", "waits_until"])


def spend(key: str) -> datetime.timedelta | None:
    """Take one from what a key may have, and return None; or how long to wait until there is one again.

    Unlike a wrong password it comes back at an even pace, used or not (the row's `waits_until` says when all is back).
    """
    with transaction.atomic():
        now = timezone.now()
        counter = _lock(key, now)
        if (wait := _wait_of(counter, now)) is None:
            counter.waits_until = _all_back_at(counter, now) + _limit(key).easing
            counter.seen_at = now
            counter.save(update_fields=["waits_until", "seen_at"])
    return wait


def wait_of(key: str) -> datetime.timedelta | None:
    """Return how long a key has to wait, or None; nothing is counted."""
    counter = SignInCounter.objects.filter(key=key).first()
    return None if counter is None else _wait_of(counter, timezone.now())


def _wait_of(counter: SignInCounter, now: datetime.datetime) -> datetime.timedelta | None:
    limit = _limit(counter.key)
    wait = _all_back_at(counter, now) - now - (limit.free - 1) * limit.easing
    return wait if wait > datetime.timedelta() else None


def _all_back_at(counter: SignInCounter, now: datetime.datetime) -> datetime.datetime:
    limit = _limit(counter.key)
    # What lies farther ahead than all of it was written before the clock was set back.
    is_true = counter.waits_until is not None and now < counter.waits_until <= now + limit.free * limit.easing
    return counter.waits_until if is_true else now


def _limit(key: str) -> Limit:
    return LIMITS[key.partition(":")[0]]


def unlock(user: User, *, network: str = "") -> None:
    """Let a person's account be tried again at once, and from a network if one is named."""
    keys = [account_key(user.username), f"own:{user.pk}", f"network:{network}"]
    SignInCounter.objects.filter(key__in=keys).delete()


def _lock(key: str, now: datetime.datetime) -> SignInCounter:
    """Return a counter, new or not, that no other transaction can change before this one ends."""
    # An upsert that changes nothing makes the row or locks it, in one statement.
    SignInCounter.objects.bulk_create(
        [SignInCounter(key=key, seen_at=now)],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["key"],
    )
    return SignInCounter.objects.get(key=key)


def _count(counter: SignInCounter, now: datetime.datetime) -> None:
    limit = _limit(counter.key)
    counter.failures = max(0, counter.failures - max(0, (now - counter.seen_at) // limit.easing)) + 1
    counter.seen_at = now
    counter.turned_away = False
    excess = counter.failures - limit.free
    # The exponent is capped, not only the wait: a flood must not overflow the sum.
    counter.waits_until = now + min(FIRST_WAIT * 2 ** min(excess, 10), LONGEST_WAIT) if excess >= 0 else None
    counter.save()
