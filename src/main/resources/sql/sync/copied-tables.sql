-- What became of the tables of a copy, from the first of their chunks to the last.
select schema_name as schema, table_name as name, count(*) as chunks, sum(rows) as rows, sum(checksum) as checksum,
       extract(epoch from max(done_at) - min(claimed_at)) as seconds
from caravanserai.chunk
where run = ?
group by 1, 2
