-- One that is in use cannot be dropped before who uses it is gone.
select pg_drop_replication_slot(slot_name)::text
from pg_replication_slots
where slot_name = ?
  and not active
