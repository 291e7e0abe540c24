-- The log is kept from now on, and not only from the moment on at which we first receive some.
select slot_name::text
from pg_create_physical_replication_slot(?::name, true)
