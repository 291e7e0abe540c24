-- Which database of which server this is, whatever name or address leads to it.
select (select system_identifier from pg_control_system()) || '/' || oid as database, pg_encoding_to_char(encoding) as encoding
from pg_database where datname = current_database()
