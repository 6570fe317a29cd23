import re
import unicodedata

import numpy as np
import pytest

from simulate.comments import COMPLAINTS, PRAISE, WISHES, comment
from survey.scrub import scrubbed
from tests.simulate.province import instrument

POOL = (*PRAISE, *WISHES, *(sentence for pool in COMPLAINTS.values() for sentence in pool))


def test_there_are_sixty_different_comments() -> None:
    assert len(set(POOL)) == len(POOL) >= 60


def test_there_are_complaints_about_every_element() -> None:
    assert set(COMPLAINTS) == {element.id for element in instrument().elements}


@pytest.mark.parametrize("sentence", POOL)
def test_a_comment_names_nobody_and_holds_no_number(sentence: str) -> None:
    assert not re.search(r"\d", sentence)
    assert scrubbed(sentence) == sentence
    # A name is a capital letter that does not begin a sentence.
    for part in re.split(r"[.?!]\s*", sentence):
        assert part[1:] == part[1:].lower(), part
    assert unicodedata.normalize("NFC", sentence) == sentence


def test_the_satisfied_never_complain() -> None:
    randomness = np.random.default_rng(1)
    complaints = {sentence for pool in COMPLAINTS.values() for sentence in pool}
    for _ in range(300):
        written = comment(randomness, None)
        assert not any(sentence in written for sentence in complaints)


def test_the_unsatisfied_begin_with_what_dissatisfied_them() -> None:
    randomness = np.random.default_rng(1)
    for _ in range(100):
        assert comment(randomness, "D").startswith(COMPLAINTS["D"])
