from __future__ import annotations

from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from shared.realtime.connections import is_connection_of, new_connection_id


@given(tenant_id=st.uuids(), user_id=st.uuids())
def test_an_id_tells_whose_it_is(tenant_id: UUID, user_id: UUID) -> None:
    connection_id = new_connection_id(tenant_id, user_id)

    assert is_connection_of(connection_id, tenant_id, user_id)
    assert not is_connection_of(connection_id, tenant_id, uuid4())
    assert not is_connection_of(connection_id, uuid4(), user_id)
    assert not is_connection_of(uuid4(), tenant_id, user_id)
    assert connection_id != new_connection_id(tenant_id, user_id)
    assert connection_id.version == 8
