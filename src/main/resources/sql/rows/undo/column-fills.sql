-- What a column that was added to a table, or to its partitions, put into the rows that were there, as an expression; none for one of which the server does not know it any more.
select distinct format('(%L::text[])[1]::%s', a.attmissingval::text, format_type(a.atttypid, a.atttypmod)) as fill
from (select ?::oid as oid) wanted
join pg_attribute a on a.attrelid = wanted.oid or a.attrelid in (select relid from pg_partition_tree(wanted.oid))
join pg_type t on t.oid = a.atttypid
where a.attname = ? and a.atthasmissing
  -- Else a comma in the value would be one between values.
  and t.typdelim = ','
order by 1
