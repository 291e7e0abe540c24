-- The server keeps its log until this session ends.
select slot_name::text
from pg_create_physical_replication_slot(?::name, true, true)
