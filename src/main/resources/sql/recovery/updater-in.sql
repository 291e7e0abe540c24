-- Of the transactions that had to do with a row at the same time, the one that did more than lock it.
select xid::text
from pg_get_multixact_members(cast(? as xid))
where mode in ('upd', 'nokeyupd')
