-- What destroyed rows of a server from a place in its log on, the earliest first.
select i.*
from caravanserai.incident i
where i.system_identifier = ? and i.lsn >= cast(? as pg_lsn)
order by i.lsn, i.table_name
