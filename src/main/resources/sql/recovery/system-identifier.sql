-- Whose data it is: the same for copies of a server.
select system_identifier::text
from pg_control_system()
