import pytest

from db import Store
from tests.db.office import Office, open_office
from tests.db.people import People


@pytest.fixture
def office(store: Store) -> Office:
    """One centre with one counter."""
    return open_office(store)


@pytest.fixture
def people(store: Store, office: Office) -> People:
    """Those who may decide about its answers, and its head."""
    return People(store, office.unit_id)
